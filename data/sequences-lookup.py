"""Which network learns to look things up?

Tables of six different letters of 20, with a digit each, then one of these letters; the answer is its digit.
5,000 tables to train, 3,000 to test. 10 seeds; the seed decides tables, first weights and batches.
6 epochs, batches of 64, Adam with learning rate 0.003, no validation data: nothing was chosen.

`sequence`: the network reads one row of 13 signs.
`roles told`: it gets letters, digits and question as three inputs.
`none`: no network. `most frequent digit` names the digit that stands most often in the table.

`accuracy_12`, `accuracy_20`: the same trained network with 3,000 tables of 12 and of all 20 letters.
No setting was varied, and all networks share them.
Takes about 2 minutes of processor time.
"""

import numpy as np
import sequences
from retrained import Retrained
from study import Batches, keras, record

NETWORKS = [
    ("sequence", "mean", sequences.mean),
    ("sequence", "dense", sequences.dense),
    ("sequence", "convolution", sequences.convolution),
    ("sequence", "recurrent", sequences.recurrent),
    ("roles told", "mean of the pairs", sequences.mean_of_the_pairs),
    ("roles told", "pairs beside the question", sequences.pairs_beside_the_question),
    ("roles told", "attention", sequences.attention),
]


class Tables(Batches):
    """Batches of several inputs."""

    def __init__(self, tables, targets, batch_size):
        super().__init__(targets, targets, batch_size)
        self.tables = tables

    def __getitem__(self, number):
        chosen = self.order[number * self.batch_size : (number + 1) * self.batch_size]
        return tuple(part[chosen] for part in self.tables), self.targets[chosen]


def study():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    networks = [(told, name, Retrained(create(), 0.003, loss)) for told, name, create in NETWORKS]
    for seed in range(10):
        generator = np.random.default_rng(seed)
        *train, train_answers = sequences.make_tables(5_000, generator)
        *test, test_answers = sequences.make_tables(3_000, generator)
        longer = {pairs: sequences.make_tables(3_000, generator, pairs) for pairs in (12, 20)}

        def accuracy(predicted, answers):
            return float(np.mean(predicted == answers))

        guess = accuracy(sequences.most_frequent_digit(test[1]), test_answers)
        yield row("none", "most frequent digit", seed, 0, float("nan"), guess)
        for told, name, network in networks:
            if told == "roles told":
                batches, inputs, new = Tables(train, train_answers, batch_size=64), train, test
            else:
                inputs, new = sequences.as_sequences(*train), sequences.as_sequences(*test)
                batches = Batches(inputs, train_answers, batch_size=64)
            network.fit(batches, epochs=6, seed=seed)
            scores = [
                accuracy(network(part).argmax(axis=1), answers)
                for part, answers in [(inputs, train_answers), (new, test_answers)]
            ]
            if name == "attention":
                scores += [accuracy(network(tables).argmax(axis=1), answers) for *tables, answers in longer.values()]
            yield row(told, name, seed, network.network.count_params(), *scores)


def row(
    told, name, seed, parameters, train_accuracy, test_accuracy, accuracy_12=float("nan"), accuracy_20=float("nan")
):
    """One line of the table."""
    return {
        "inputs": told,
        "model": name,
        "seed": seed,
        "parameters": parameters,
        "train_accuracy": train_accuracy,
        "test_accuracy": test_accuracy,
        "accuracy_12": accuracy_12,
        "accuracy_20": accuracy_20,
    }


record(__file__, study())
