/**
 * Plain parsers in Python, as short as they can be: each makes contiguous 32-bit floats
 * [energy][angle] of every frame of a file, and returns how many there were. Answers the name
 * of a file with milliseconds of processor time a frame, over so many readings of it.
 */
export const numpyReaders = `
import configparser, io, os, struct, sys, time, zipfile
import h5py
import numpy as np

scratch, reads = sys.argv[1], int(sys.argv[2])

def read_nexus(path):
    with h5py.File(path, 'r') as file:
        data = file['entry/data']
        energy, angle = data['energy'][()], data['angle'][()]
        counts = data['data']
        frames = len(counts) if counts.ndim == 3 else 1
        for index in range(frames):
            frame = counts[index] if counts.ndim == 3 else counts[()]
            np.ascontiguousarray(frame, dtype=np.float32)
        return frames

def read_ibw(path):
    with open(path, 'rb') as file:
        content = file.read()
    order = '<' if content[0] == 5 else '>'
    counts = [n for n in struct.unpack_from(order + '4i', content, 132) if n > 0]
    steps = struct.unpack_from(order + '4d', content, 148)
    starts = struct.unpack_from(order + '4d', content, 180)
    values = np.frombuffer(content, order + 'f4', int(np.prod(counts)), 384)
    np.ascontiguousarray(values.reshape(counts, order='F'), dtype=np.float32)
    return 1

def read_zip(path):
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.startswith('Spectrum_') and n.endswith('.ini'))
        ini = configparser.ConfigParser(strict=False)
        ini.read_string(archive.read(name).decode())
        scales = ini['spectrum']
        shape = [int(scales[k]) for k in ('depth', 'height', 'width')]
        values = np.frombuffer(archive.read(name[:-4] + '.bin'), '<f4').reshape(shape)
        np.ascontiguousarray(values[0].T, dtype=np.float32)
        return 1

readers = {'scan.nxs': read_nexus, 'plain.nxs': read_nexus, 'deflated.nxs': read_nexus, 'frame.ibw': read_ibw, 'frame.zip': read_zip}
print('ready', flush=True)
for line in sys.stdin:
    name = line.strip()
    path, read = os.path.join(scratch, name), readers[name]
    started = time.process_time()
    frames = sum(read(path) for _ in range(reads))
    print((time.process_time() - started) * 1000 / frames, flush=True)
`;
