"""A finished scan scored the way a user would in Python: one loop over the frames.

    python3 score_scan.py SCAN.nxs MODEL_FOLDER OUT.csv

Each frame of /entry/data/data is read with h5py, averaged in blocks to the network's 96 x 96
pixels and whitened, run through trunk and head with onnxruntime, and one MDC of it is fitted
with SciPy's curve_fit (a Lorentzian on a line). The scores' logits and the fit go to a table.
Written to be read, as fast as such a script is without special effort.
"""

import sys

import h5py
import numpy as np
import onnxruntime
from scipy.optimize import curve_fit

SIZE = 96
COUNT_EDGES = (0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


def block_edges(count):
    return np.linspace(0, count, SIZE + 1).astype(int)[:-1]


def scalars_of(sums, energy_step, angle_step):
    total = sums.sum()
    ratio = total / 1e5
    edges = [min(max((ratio - edge) / 0.04 + 0.5, 0), 1) for edge in COUNT_EDGES]
    return np.array(
        [
            np.log10(1 + sums.mean()) / 2,
            np.log10(1 + sums.max()) / 3,
            np.log10(energy_step) + 2,
            0,
            np.log10(angle_step) + 1,
            0,
            min(ratio, 1.5),
            *edges,
        ],
        dtype=np.float32,
    )


def lorentzian(x, height, centre, width, slope, offset):
    return height * width**2 / ((x - centre) ** 2 + width**2) + slope * x + offset


def fitted_width(angle, mdc):
    peak = angle[mdc.argmax()]
    start = [np.ptp(mdc), peak, 0.05 * np.ptp(angle), 0, mdc.min()]
    try:
        parameters, _ = curve_fit(lorentzian, angle, mdc, start, maxfev=400)
    except RuntimeError:
        return float('nan')
    return 2 * abs(parameters[2])


def main(scan, model, out):
    trunk = onnxruntime.InferenceSession(f'{model}/trunk.onnx')
    head = onnxruntime.InferenceSession(f'{model}/head.onnx')
    rows = []
    with h5py.File(scan, 'r') as file:
        data = file['entry/data']
        energy, angle = data['energy'][()], data['angle'][()]
        counts = data['data']
        energy_step = abs(energy[-1] - energy[0]) / SIZE
        angle_step = abs(angle[-1] - angle[0]) / SIZE
        row_edges, column_edges = block_edges(len(energy)), block_edges(len(angle))
        middle = slice(int(0.6 * len(energy)), int(0.6 * len(energy)) + 10)
        for index in range(len(counts)):
            frame = counts[index]
            sums = np.add.reduceat(frame, row_edges, axis=0)
            sums = np.add.reduceat(sums, column_edges, axis=1)
            image = (sums - sums.mean()) / (sums.std() or 1)
            feed = {'image': image[None, None].astype(np.float32)}
            embedding = trunk.run(None, feed)[0]
            scalars = scalars_of(sums, energy_step, angle_step)
            logits = head.run(None, {'embedding': embedding, 'scalars': scalars[None]})[0]
            rows.append([*logits[0], fitted_width(angle, frame[middle].sum(axis=0))])
    np.savetxt(out, rows, delimiter=',')
    print(len(rows))


if __name__ == '__main__':
    main(*sys.argv[1:])
