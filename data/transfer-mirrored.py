"""A source that is close to the target, and a base that needs few labels.

Target: all ten digits, mirrored left to right, k = 5 labelled images of
each; 499 images to test on.
Source: the ten digits as they are, from the other half of the originals, at
8 places each (7,184 images).
The base has GlobalMaxPooling2D in the place of Flatten; learning rates and
60 epochs as in `transfer-few-labels.py`.
`zero-shot` is the source network as it is.
10 seeds, which decide splits, places, first weights and batches.
"""

import numpy as np
from digits import first_of_each_class, paste, split_digits
from study import record
from transfer import accuracy, learn, pretrain


def study():
    for seed in range(10):
        upright, others, upright_labels, other_labels = split_digits(test_size=0.5, random_state=seed)
        base, source_model = pretrain(upright, upright_labels, copies=8, seed=seed, global_pooling=True)

        mirrored = paste(np.flip(others, axis=2), 16, np.random.default_rng(seed))
        images, labels = first_of_each_class(mirrored[:400], other_labels[:400], k=5)
        test_images, test_labels = mirrored[400:], other_labels[400:]
        for method in ("zero-shot", "scratch", "frozen", "fine-tuned"):
            if method == "zero-shot":
                model = source_model
            else:
                model = learn(method, images, labels, seed, base, global_pooling=True)
            yield {"k": 5, "method": method, "seed": seed, "test_accuracy": accuracy(model, test_images, test_labels)}


record(__file__, study())
