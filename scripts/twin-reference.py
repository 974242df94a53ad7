"""Search of dense networks by Keras and Optuna beside SweetSpot's, on the same data in one run.

python3 scripts/twin-reference.py TABLE.csv [TRIALS]

Needs keras, tensorflow-cpu and optuna (pip, in an environment outside the project) and a built
project (npm run build). Both learn every line but the same left-out ones, hold out a tenth of the
points, stop early, prune by successive halving at epochs 10, 30, 90 and 270, and are ranked by the
left-out lines. Prints one JSON document.
"""

import csv
import json
import os
import subprocess
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import keras
import numpy as np
import optuna

EPOCHS, PATIENCE, HELD_OUT = 300, 60, 0.1
RUNGS = {10, 30, 90, 270}


def table(path):
    with open(path, newline="", encoding="utf8") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    data = np.array(rows)
    return data[np.isfinite(data).all(axis=1)]


def left_out_lines(places):
    inner = sorted(set(places))[1:-1]
    return [at for i, at in enumerate(inner) if i % 3 == 1 or len(inner) == 1]


def batch_sizes(count):
    if count < 256:
        return [16, 32, 64]
    if count < 1024:
        return [64, 128, 256]
    if count < 4096:
        return [128, 256, 512]
    return [256, 512, 1024]


class Rungs(keras.callbacks.Callback):
    """Reports the best held-out loss at each rung and ends the trial where Optuna says so."""

    def __init__(self, trial):
        super().__init__()
        self.trial, self.best, self.pruned = trial, np.inf, False

    def on_epoch_end(self, epoch, logs=None):
        self.best = min(self.best, logs["val_loss"])
        if epoch + 1 in RUNGS:
            self.trial.report(self.best, epoch + 1)
            if self.trial.should_prune():
                self.pruned = self.model.stop_training = True


def search(data, trials):
    lines = left_out_lines(data[:, 1])
    left = np.isin(data[:, 1], lines)
    mean, spread = data[~left].mean(axis=0), data[~left].std(axis=0)
    learned = ((data[~left] - mean) / spread).astype("float32")
    np.random.default_rng(1).shuffle(learned)
    split = int(HELD_OUT * len(learned))
    asked = ((data[left] - mean) / spread).astype("float32")[:, :2]
    errors = {}

    def objective(trial):
        nodes = trial.suggest_int("nodes", 50, 200)
        layers = [
            keras.layers.Dense(nodes, activation="relu", kernel_initializer="he_normal")
            for _ in range(trial.suggest_int("layers", 2, 10))
        ]
        model = keras.Sequential([keras.Input((2,)), *layers, keras.layers.Dense(1)])
        rate = trial.suggest_float("rate", 5e-4, 5e-3, log=True)
        batch = trial.suggest_categorical("batch", batch_sizes(len(learned)))
        steps = -(-(len(learned) - split) // batch)
        cosine = keras.optimizers.schedules.CosineDecay(rate, EPOCHS * steps)
        model.compile(optimizer=keras.optimizers.Adam(cosine), loss="mse")
        rungs = Rungs(trial)
        early = keras.callbacks.EarlyStopping(
            "val_loss", patience=PATIENCE, restore_best_weights=True
        )
        model.fit(
            learned[split:, :2],
            learned[split:, 2],
            validation_data=(learned[:split, :2], learned[:split, 2]),
            epochs=EPOCHS,
            batch_size=batch,
            callbacks=[rungs, early],
            verbose=0,
        )
        if rungs.pruned:
            raise optuna.TrialPruned
        predicted = model.predict(asked, verbose=0)[:, 0] * spread[2] + mean[2]
        errors[trial.number] = float(np.abs(predicted - data[left][:, 2]).mean())
        return rungs.best

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=1),
        pruner=optuna.pruners.SuccessiveHalvingPruner(min_resource=10, reduction_factor=3),
    )
    started = time.time()
    study.optimize(objective, n_trials=trials)
    return {"seconds": time.time() - started, "bestLeftOutError": min(errors.values())}


def ours(path, trials):
    command = ["node", "out/main/cli.js", "twin", "fit", path, "--trials", str(trials), "--json"]
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    networks = answer["networks"]
    return {
        "seconds": networks["searchSeconds"],
        "bestLeftOutError": networks["bestLeftOutError"],
    }


if __name__ == "__main__":
    source = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    sweetspot = ours(source, count)
    reference = search(table(source), count)
    print(
        json.dumps(
            {
                "trials": count,
                "sweetspot": sweetspot,
                "kerasAndOptuna": reference,
                "timesFaster": reference["seconds"] / sweetspot["seconds"],
            },
            indent=2,
        )
    )
