"""One network object for many trainings."""

from study import keras


class Retrained:
    """A compiled network that is trained again and again from new weights, because compiling takes longer than training.

    Args:
        network: a built model
        learning_rate: of Adam
        loss: as Keras takes it
    """

    def __init__(self, network, learning_rate, loss):
        self.network = network
        network.compile(keras.optimizers.Adam(learning_rate=learning_rate), loss, steps_per_execution=16)
        network.optimizer.build(network.trainable_variables)
        self.untrained = [keras.ops.convert_to_numpy(variable) for variable in network.optimizer.variables]

    def fit(self, batches, epochs, seed):
        """Train from weights that the seed decides."""
        keras.utils.set_random_seed(seed)
        self.network.set_weights(keras.models.clone_model(self.network).get_weights())
        for variable, value in zip(self.network.optimizer.variables, self.untrained):
            variable.assign(value)
        self.network.fit(batches, epochs=epochs, verbose=0)

    def __call__(self, inputs):
        """What the network returns, as an array."""
        return keras.ops.convert_to_numpy(self.network(inputs, training=False))
