"""Writes HDF5 files of random content with h5py: groups, links, attributes and data sets of all
kinds, in every layout that the library at hand writes, some changed after they were closed.

    python3 random-hdf5.py FOLDER COUNT SEED

SweetSpot reads what is plain of such files without the HDF5 library; the tests compare.
"""

import random
import sys
from pathlib import Path

import h5py
import numpy as np

INTEGERS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
NUMBERS = [order + kind for kind in INTEGERS + ["f2", "f4", "f8"] for order in "<>"]
KINDS = NUMBERS + ["fixed", "utf-8", "ascii", "c8", "flag", "enum"]
VERSIONS = [f"v{n}" for n in [108, 110, 112, 114] if hasattr(h5py.h5f, f"LIBVER_V{n}")]
LAYOUTS = ["earliest", "latest", ("earliest", "v108")] + [(version, version) for version in VERSIONS]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def name(self):
        words = ["a", "data", "Å", "x y", "entry", "z.", "1", "long_name_" * self.random.randint(1, 9)]
        return self.random.choice(words) + str(self.random.randint(0, 99))

    def values(self, kind, shape):
        """Values and their type in the file, where h5py would choose another."""
        count = int(np.prod(shape))

        def pick(choices):
            return [self.random.choice(choices) for _ in range(count)]

        if kind == "fixed":
            return np.array(pick([b"", b"abc", b"1234567", b"x\0y"]), "S7").reshape(shape), None
        if kind == "utf-8":
            texts = pick(["", "one", "Å°µ", "long " * self.random.randint(1, 300)])
            return np.array(texts, object).reshape(shape), h5py.string_dtype()
        if kind == "ascii":
            return np.array(pick([b"", b"one"]), object).reshape(shape), h5py.string_dtype("ascii")
        if kind == "enum":
            kind = h5py.enum_dtype({"A": 0, "B": 1}, "i1")
            return np.array(pick([0, 1]), "i1").reshape(shape), kind
        if kind == "flag":
            return np.array(pick([False, True]), bool).reshape(shape), None
        numbers = np.array(pick([0, 1, 3, 100, 127]), "f8")
        return numbers.astype(kind).reshape(shape), None

    def attributes(self, item):
        for _ in range(self.random.choice([0, 0, 1, 2, 5, 9, 14])):
            shape = self.random.choice([(), (), (1,), (3,), (2, 2), (0,)])
            values, kind = self.values(self.random.choice(KINDS), shape)
            single = kind is not None and shape == ()
            item.attrs.create(self.name(), values.item() if single else values, dtype=kind)

    def dataset(self, group, name):
        shape = self.random.choice([(), (1,), (5,), (3, 4), (2, 3, 4), (0, 2)])
        options = {"track_times": self.chance(0.1)}
        if shape and 0 not in shape and self.chance(0.25):
            options["chunks"] = True
            if self.chance(0.5):
                options["compression"] = "gzip"
            if self.chance(0.5):
                options["maxshape"] = tuple(None for _ in shape)
        if self.chance(0.05):
            item = group.create_dataset(name, shape, "f4", fillvalue=3)
        else:
            values, kind = self.values(self.random.choice(KINDS), shape)
            item = group.create_dataset(name, data=values, dtype=kind, **options)
        self.attributes(item)

    def fill(self, group, depth):
        self.attributes(group)
        for _ in range(self.random.choice([1, 2, 4, 7, 9, 20])):
            name = self.name()
            if name in group:
                continue
            choice = self.random.random()
            if choice < 0.25 and depth < 3:
                self.fill(group.create_group(name, track_order=self.chance(0.2)), depth + 1)
            elif choice < 0.32:
                group[name] = h5py.SoftLink(self.random.choice(["/", "/nothing", "/a1"]))
            elif choice < 0.34:
                group[name] = h5py.ExternalLink("other.h5", "/x")
            elif choice < 0.38 and len(group):
                other = self.random.choice(list(group))
                if isinstance(group.get(other, getlink=True), h5py.HardLink):
                    group[name] = group[other]
            else:
                self.dataset(group, name)

    def file(self, path):
        options = {"libver": self.random.choice(LAYOUTS), "track_order": self.chance(0.2)}
        with h5py.File(path, "w", **options) as file:
            self.fill(file, 0)
        if self.chance(0.4):
            with h5py.File(path, "a") as file:
                for name in list(file)[:3]:
                    if self.chance(0.5):
                        del file[name]
                file.attrs["later"] = "x" * self.random.randint(1, 400)
                self.fill(file, 2)


if __name__ == "__main__":
    folder, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    writer = Writer(seed)
    for number in range(count):
        writer.file(folder / f"random-{number}.h5")
