"""How many convolutional layers, how many filters, dropout or not?

The networks of the exercises "Change the depth" and "A search of your own":
digits at random places on 24 x 24 canvases, see `data_to_choose_with`.
10 seeds (split, places, first weights, batches), 10 epochs, batches of 32,
Adam with a learning rate of 0.003.
Takes about 5 minutes of processor time.
"""

from layers import accuracy, create_cnn, data_to_choose_with
from study import keras, record

VARIANTS = [((8,), 0), ((8, 16), 0), ((8, 16, 16), 0), ((8, 16), 0.5), ((16, 32), 0), ((16, 32), 0.5)]


def study():
    for seed in range(10):
        train, validation, _ = data_to_choose_with(seed)
        for filters, dropout in VARIANTS:
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            model = create_cnn(filters=filters, dropout=dropout)
            model.fit(*train, epochs=10, batch_size=32, verbose=0)
            yield {
                "filters": "-".join(map(str, filters)),
                "dropout": dropout,
                "seed": seed,
                "parameters": model.count_params(),
                "validation_accuracy": accuracy(model, *validation),
            }


record(__file__, study())
