"""A small grid search: how many filters, which learning rate?

Digits at random places on 24 x 24 canvases, see `data_to_choose_with`.
Three numbers of filters times three learning rates, 10 seeds (split, places,
first weights, batches), 10 epochs, batches of 32, Adam.
Choose by `validation_accuracy`; `test_accuracy` is there to see afterwards
what the choice was worth.
Takes about 13 minutes of processor time.
"""

from layers import accuracy, create_cnn, data_to_choose_with
from study import keras, record


def study():
    for seed in range(10):
        train, validation, test = data_to_choose_with(seed)
        for filters in [(8, 16), (16, 32), (32, 64)]:
            for learning_rate in (0.001, 0.003, 0.01):
                keras.backend.clear_session()
                keras.utils.set_random_seed(seed)
                model = create_cnn(filters=filters, learning_rate=learning_rate)
                model.fit(*train, epochs=10, batch_size=32, verbose=0)
                yield {
                    "filters": "{}-{}".format(*filters),
                    "learning_rate": learning_rate,
                    "seed": seed,
                    "parameters": model.count_params(),
                    "validation_accuracy": accuracy(model, *validation),
                    "test_accuracy": accuracy(model, *test),
                }


record(__file__, study())
