"""Is transfer worth it when labels are few? For k = 5, 10, 20 per class.

Target: digits 5 to 9 on 16 x 16 canvases, k labelled images per class, the
30 % held out (269 images) to test on.
Source: 630 digits 0 to 4 in eight orientations, 40 classes, each image
pasted twice (10,080 images); Adam 0.002, batches of 64, 10 epochs.
Base: conv 16, pooling, conv 32, pooling, flatten, dense 64; head: dense 5.
Every method has 60 epochs in batches of 16, Adam:
`scratch`: new base and head, learning rate 0.003;
`frozen`: pre-trained base, only the head learns, 0.01;
`fine-tuned`: 30 epochs frozen, then 30 epochs with all weights, 0.0005.
10 seeds; the seed decides splits, places, first weights and batches.
The images for a smaller k are among those for a larger one.
Takes about 10 minutes of processor time.
"""

import numpy as np
from digits import first_of_each_class, paste, split_digits, turn
from study import record
from transfer import accuracy, learn, pretrain


def study():
    for seed in range(10):
        source, _, source_labels, _ = split_digits(test_size=0.3, random_state=seed, wanted=range(5))
        base, _ = pretrain(*turn(source, source_labels), copies=2, seed=seed)

        pool, test, pool_labels, test_labels = split_digits(test_size=0.3, random_state=seed, wanted=range(5, 10))
        generator = np.random.default_rng(seed)
        test_images = paste(test, 16, generator)
        pool_images = paste(pool, 16, generator)
        for k in (5, 10, 20):
            images, labels = first_of_each_class(pool_images, pool_labels, k)
            for method in ("scratch", "frozen", "fine-tuned"):
                model = learn(method, images, labels - 5, seed, base)
                yield {
                    "k": k,
                    "method": method,
                    "seed": seed,
                    "test_accuracy": accuracy(model, test_images, test_labels - 5),
                }


record(__file__, study())
