#!/usr/bin/env python3
"""Opens what SweetSpot wrote with programs that know nothing of it, and says what they see.

    python3 scripts/check-outputs.py [--json] FILE...

HDF5 is read by h5py and its default plot found by silx (Debian: apt-get install
python3-h5py python3-silx); csv and zip by Python, Igor's formats by a few lines of NumPy.
Exit code 1 if anything cannot be read, 3 if a library is missing.
"""

import argparse
import configparser
import csv
import io
import json
import re
import sys
import zipfile
from pathlib import Path

try:
    import h5py
    import numpy as np
    import silx
    from silx.io.nxdata import get_default
except ImportError as missing:
    print(f"not checked: {missing.name} is not installed for {sys.executable}", file=sys.stderr)
    sys.exit(3)


class Unreadable(Exception):
    """What was expected and what was found."""


def expect(holds, message):
    if not holds:
        raise Unreadable(message)


def facts_of(values):
    """Shape, sum and missing values of an array: enough to tell one from another."""
    values = np.asarray(values, dtype=np.float64)
    missing = np.isnan(values)
    return {
        "shape": list(values.shape),
        "sum": float(np.sum(values[~missing])),
        "missing": int(missing.sum()),
    }


def axis_facts(dataset):
    units = dataset.attrs.get("units", "")
    values = np.atleast_1d(dataset[()])
    return {
        "name": dataset.name.rsplit("/", 1)[-1],
        "first": float(values[0]),
        "last": float(values[-1]),
        "units": units.decode() if isinstance(units, bytes) else str(units),
    }


def check_hdf5(path):
    """Every data set is read by h5py; the default plot is what silx makes of the file."""
    datasets = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            values = item[()]
            datasets[name] = facts_of(values) if item.dtype.kind in "iuf" else str(item.shape)

    with h5py.File(path, "r") as file:
        file.visititems(visit)
        is_nexus = "default" in file.attrs
    facts = {"datasets": datasets}
    if is_nexus:
        with silx.io.open(str(path)) as file:
            facts["plot"] = default_plot(file)
    return facts


def default_plot(file):
    data = get_default(file, validate=True)
    expect(data is not None and data.is_valid, "a default plot, found none that silx takes")
    kind = next(
        (
            kind
            for kind in ("curve", "image", "scatter", "stack")
            if getattr(data, f"is_{kind}", False)
        ),
        "none",
    )
    return {
        "kind": kind,
        "signal": data.signal_name,
        "others": list(data.auxiliary_signals_names),
        "axes": [axis_facts(axis) for axis in data.axes if axis is not None],
        **facts_of(data.signal[()]),
    }


def check_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return table_facts(list(csv.reader(file)))


def check_tab_table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return table_facts(list(csv.reader(file, delimiter="\t")))


def table_facts(rows):
    expect(len(rows) > 0, "a row of names, found an empty table")
    header, body = rows[0], rows[1:]
    widths = {len(row) for row in body} - {len(header)}
    expect(not widths, f"{len(header)} cells a row, found {sorted(widths)}")
    columns = {}
    for index, name in enumerate(header):
        try:
            columns[name] = sum(float(row[index]) for row in body if row[index] != "")
        except ValueError:
            pass  # Text.
    return {"header": header, "rows": len(body), "sums": columns}


def check_igor_text(path):
    """WAVES … BEGIN … END and X SetScale/P, as in Igor's manual: rows are x, columns y."""
    lines = Path(path).read_text(encoding="ascii").splitlines()
    expect(lines[0] == "IGOR", f"IGOR in the first line, found {lines[0]!r}")
    waves, at = {}, 1
    while at < len(lines):
        line = lines[at]
        at += 1
        declared = re.match(r"WAVES/D(?:/N=\(([\d,]+)\))? (.+)$", line)
        scale = re.match(r'X SetScale/P ([xy]), (\S+), (\S+), "([^"]*)", (\w+)$', line)
        if declared:
            begin, end = at + 1, lines.index("END", at)
            expect(lines[at] == "BEGIN", f"BEGIN after {line!r}, found {lines[at]!r}")
            table = np.array([row.split("\t") for row in lines[begin:end]], dtype=np.float64)
            names = declared[2].split()
            if declared[1]:
                shape = tuple(int(n) for n in declared[1].split(","))
                expect(table.shape == shape, f"{shape} values in {names}, found {table.shape}")
                waves[names[0]] = facts_of(table)
            else:
                for column, name in enumerate(names):
                    waves[name] = facts_of(table[:, column])
            at = end + 1
        elif scale:
            axis = {"first": float(scale[2]), "step": float(scale[3]), "units": scale[4]}
            waves[scale[5]][scale[1]] = axis
    expect(waves, "a wave, found none")
    return {"waves": waves}


def check_igor_binary(path):
    """Version 5, by the structures of Igor's technical note 3."""
    raw = Path(path).read_bytes()
    order = "<" if raw[:2] == b"\x05\x00" else ">"
    words = np.frombuffer(raw[:384], dtype=order + "i2")
    expect(int(words.astype(np.int64).sum()) % 65536 == 0, "a header that adds up to 0")
    head = np.dtype(
        [("version", "i2"), ("checksum", "i2"), ("wave_bytes", "i4"), ("formula", "i4")]
        + [("note", "i4"), ("data_unit", "i4"), ("units", "i4", 4), ("labels", "i4", 4)]
    ).newbyteorder(order)
    sizes = np.frombuffer(raw, head, 1)[0]
    count = np.frombuffer(raw, order + "i4", 1, 76)[0]
    kind = np.frombuffer(raw, order + "i2", 1, 80)[0]
    expect(kind == 2, f"32-bit floats (type 2), found type {kind}")
    dims = np.frombuffer(raw, order + "i4", 4, 132)
    steps = np.frombuffer(raw, order + "f8", 4, 148)
    starts = np.frombuffer(raw, order + "f8", 4, 180)
    shape = [int(n) for n in dims if n > 0]
    values = np.frombuffer(raw, order + "f4", count, 384).reshape(shape, order="F")
    at = 64 + int(sizes["wave_bytes"]) + int(sizes["formula"])
    texts = []
    for length in [sizes["note"], sizes["data_unit"], *sizes["units"]]:
        texts.append(raw[at : at + int(length)].decode("latin-1"))
        at += int(length)
    expect(at == len(raw), f"a file of {at} bytes, found {len(raw)}")
    axes = [
        {"label": texts[2 + d], "first": float(starts[d]), "step": float(steps[d])}
        for d in range(len(shape))
    ]
    settings = dict(line.split("=", 1) for line in texts[0].split("\r") if "=" in line)
    return {**facts_of(values), "axes": axes, "settings": settings}


def check_zip(path):
    with zipfile.ZipFile(path) as archive:
        expect(archive.testzip() is None, f"sound members, found {archive.testzip()} damaged")
        regions = [
            match[1]
            for match in (re.match(r"Spectrum_(.+)\.ini$", name) for name in archive.namelist())
            if match
        ]
        expect(regions, f"Spectrum_<region>.ini, found {archive.namelist()}")
        return {name: region_facts(archive, name) for name in regions}


def region_facts(archive, region):
    ini = configparser.ConfigParser(strict=False, interpolation=None)
    ini.read_file(io.TextIOWrapper(archive.open(f"Spectrum_{region}.ini"), encoding="utf-8"))
    scales = ini["spectrum"]
    shape = [int(scales[side]) for side in ("depth", "height", "width")]
    values = np.frombuffer(archive.read(f"Spectrum_{region}.bin"), "<f4")
    expect(values.size == np.prod(shape), f"{shape} values, found {values.size}")
    axes = [
        {
            "label": scales[f"{side}label"],
            "first": float(scales[f"{side}offset"]),
            "step": float(scales[f"{side}delta"]),
        }
        for side in ("height", "width")
    ]
    return {**facts_of(values.reshape(shape)), "axes": axes}


CHECKS = [
    (r"\.(h5|nxs|hdf5)$", check_hdf5),
    (r"_Motor_Pos\.txt$", check_tab_table),
    (r"\.csv$", check_csv),
    (r"\.itx$", check_igor_text),
    (r"\.ibw$", check_igor_binary),
    (r"\.zip$", check_zip),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print what was found, a line a file")
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args()
    failed = False
    for path in options.files:
        check = next((check for name, check in CHECKS if re.search(name, path)), None)
        if check is None:
            print(f"passed over {path}", file=sys.stderr)
            continue
        try:
            facts = check(path)
            print(json.dumps({"file": path, **facts}) if options.json else f"ok      {path}")
        except Exception as error:  # Whatever a library throws means that it cannot read the file.
            failed = True
            print(f"failed  {path}: {type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
