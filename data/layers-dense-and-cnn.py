"""Dense layers against convolution, on digits at random and fixed places.

Digits (8 x 8) on 24 x 24 canvases; 25 % of the original images are held out
(stratified) before pasting; each training image is pasted twice, each test
image once. 10 seeds; the seed decides split, places, first weights and
batches.
10 epochs, batches of 32, Adam; learning rate 0.001 for the dense network
200-100-10 and 0.003 for the CNN (32 and 64 filters, each followed by
pooling, then global max pooling), unless the model's name says otherwise.

`pasted`: each digit at a random place.
`centred`: each digit in the middle; nothing else changes.
`8x8`: the images without canvas (convolution with padding
"same"); each counts twice, so that the updates are as many.
`more copies`: random places, four different copies; and, with as many
updates, two copies and 20 epochs.
`learning rate`, `dropout`: as `pasted`, with that change. Dropout (0.2)
follows the dense hidden layers, or the global pooling.

Accuracies are those of the trained network, without dropout.
Takes about 15 minutes of processor time.
"""

import numpy as np
from digits import paste, paste_in_the_middle, split_digits
from layers import accuracy, create_cnn, create_dense
from study import keras, record


def study():
    for seed in range(10):
        train, test, train_labels, test_labels = split_digits(test_size=0.25, random_state=seed)
        generator = np.random.default_rng(seed)
        twice, four_times = (np.repeat(train, copies, axis=0) for copies in (2, 4))
        random = (paste(twice, 24, generator), paste(test, 24, generator))
        more = (paste(four_times, 24, generator), random[1])
        middle = (paste_in_the_middle(twice, 24), paste_in_the_middle(test, 24))
        plain = (twice[..., np.newaxis], test[..., np.newaxis])

        for name, model_name, images, create, changes, epochs in [
            ("pasted", "Dense", random, create_dense, {}, 10),
            ("pasted", "CNN", random, create_cnn, {}, 10),
            ("centred", "Dense", middle, create_dense, {}, 10),
            ("centred", "CNN", middle, create_cnn, {}, 10),
            ("8x8", "Dense", plain, create_dense, {"size": 8}, 10),
            ("8x8", "CNN", plain, create_cnn, {"size": 8, "padding": "same"}, 10),
            ("more copies", "Dense, 4 copies", more, create_dense, {}, 10),
            ("more copies", "Dense, 2 copies, 20 epochs", random, create_dense, {}, 20),
            ("learning rate", "Dense, 0.003", random, create_dense, {"learning_rate": 0.003}, 10),
            ("dropout", "Dense, 0.2", random, create_dense, {"dropout": 0.2}, 10),
            ("dropout", "CNN, 0.2", random, create_cnn, {"dropout": 0.2}, 10),
        ]:
            train_images, test_images = images
            copies = len(train_images) // len(train)
            labels = np.repeat(train_labels, copies)
            keras.backend.clear_session()
            keras.utils.set_random_seed(seed)
            model = create(**changes)
            model.fit(train_images, labels, epochs=epochs, batch_size=32, verbose=0)
            yield {
                "study": name,
                "model": model_name,
                "seed": seed,
                "parameters": model.count_params(),
                "train_accuracy": accuracy(model, train_images, labels),
                "test_accuracy": accuracy(model, test_images, test_labels),
            }


record(__file__, study())
