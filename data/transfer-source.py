"""What makes a good source?

Networks, learning rates and 60 epochs as in `transfer-few-labels.py`;
10 seeds, which decide splits, places, first weights and batches.

Target: the digits 5 to 9, 10 labels of each; the frozen base was trained on
the digits 0 to 4
(10,080 pasted images and 10 epochs for each source):
`upright`: five classes, each image at 16 places;
`turned, 5 labels`: eight orientations, the label is the digit;
`turned, 40 labels`: the label is the digit and its orientation;
`none`: no source, from scratch.
The base `global max pooling` has GlobalMaxPooling2D in the place of Flatten
(without `turned, 5 labels`, to save time).
Takes about 14 minutes of processor time.
"""

import numpy as np
from digits import first_of_each_class, paste, split_digits, turn
from study import record
from transfer import accuracy, learn, pretrain


def study():
    for seed in range(10):
        yield from compare_sources(seed)


def compare_sources(seed):
    source, _, source_labels, _ = split_digits(test_size=0.3, random_state=seed, wanted=range(5))
    pool, test, pool_labels, test_labels = split_digits(test_size=0.3, random_state=seed, wanted=range(5, 10))
    generator = np.random.default_rng(seed)
    test_images = paste(test, 16, generator)
    images, labels = first_of_each_class(paste(pool, 16, generator), pool_labels, k=10)
    turned, turned_labels = turn(source, source_labels)
    sources = {
        "upright": (source, source_labels, 16),
        "turned, 5 labels": (turned, turned_labels % 5, 2),
        "turned, 40 labels": (turned, turned_labels, 2),
    }

    for base_name, source_name in [
        ("flatten", "none"),
        ("flatten", "upright"),
        ("flatten", "turned, 5 labels"),
        ("flatten", "turned, 40 labels"),
        ("global max pooling", "none"),
        ("global max pooling", "upright"),
        ("global max pooling", "turned, 40 labels"),
    ]:
        global_pooling = base_name == "global max pooling"
        base, method = None, "scratch"
        if source_name != "none":
            base, _ = pretrain(*sources[source_name], seed, global_pooling)
            method = "frozen"
        model = learn(method, images, labels - 5, seed, base, global_pooling)
        yield {
            "source": source_name,
            "base": base_name,
            "method": method,
            "seed": seed,
            "test_accuracy": accuracy(model, test_images, test_labels - 5),
        }


record(__file__, study())
