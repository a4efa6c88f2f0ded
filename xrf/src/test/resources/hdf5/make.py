"""Writes the HDF5 files beside it, with h5py 3.7 (HDF5 1.10): layouts and links of other programs around one cube."""
import h5py, numpy as np
A = np.arange(4 * 6 * 64, dtype='u2').reshape(4, 6, 64)  # total 1178880
E = 0.05 + 0.1 * np.arange(64)


def new(name, **options):
    return h5py.File(name, 'w', **options)


with new('source.h5') as h:
    h['a/b'] = A
    h['energy'] = E
with new('external.h5') as h:
    h['img'] = h5py.ExternalLink('source.h5', '/a/b')
    h['energy'] = h5py.ExternalLink('source.h5', '/energy')
with new('external_root.h5') as h:
    h['data'] = h5py.ExternalLink('source.h5', '/')
    h['soft'] = h5py.SoftLink('/data/a/b')
for name, target in ('escape', '../source.h5'), ('escape_absolute', '/etc/passwd'), ('dangling', 'nothere.h5'):
    with new(f'sub/{name}.h5') as h:
        h['img'] = h5py.ExternalLink(target, '/a/b')
for name, target in ('virtual.h5', 'source.h5'), ('sub/virtual_escape.h5', '../source.h5'), ('sub/virtual_dangling.h5', 'nothere.h5'):
    layout = h5py.VirtualLayout(A.shape, 'u2')
    for row in range(4):
        layout[row] = h5py.VirtualSource(target, 'a/b', A.shape)[row]
    with new(name) as h:
        h.create_virtual_dataset('img', layout, fillvalue=0)
with new('external_storage.h5') as h:
    A.tofile('samples.bin')
    h.create_dataset('img', shape=A.shape, dtype='u2', external=[('samples.bin', 0, A.nbytes)])
with new('sub/external_storage_escape.h5') as h:
    h.create_dataset('img', shape=A.shape, dtype='u2', external=[('/etc/passwd', 0, A.nbytes)])
with new('lzf.h5') as h:
    h.create_dataset('img', data=A, chunks=(2, 4, 64), compression='lzf', shuffle=True)
with new('fill.h5') as h:
    d = h.create_dataset('img', shape=A.shape, dtype='u2', chunks=(1, 6, 64), fillvalue=7)
    d[:2] = A[:2]
with new('detectors_third.h5') as h:
    h['d'] = np.stack([A, 2 * A], 2)
with new('detectors_first.h5') as h:
    h['d'] = np.stack([A, A, A], 0)
with new('two.h5') as h:
    h['a'] = A
    h['g/b'] = A
with new('hyperspy.h5') as h:
    g = h.create_group('Experiments/x')
    g['data'] = A
    for i, (label, navigates) in enumerate([('y', True), ('x', True), ('Energy', False)]):
        a = g.create_group(f'axis-{i}')
        a.attrs.update(name=label, navigate=navigates, scale=1.0 if navigates else 100.0, offset=50.0, size=A.shape[i],
                       units='mm' if navigates else 'eV')
with new('maps_quadratic.h5') as h:
    h['MAPS/Spectra/mca_arr'] = A.transpose(2, 0, 1).astype('f4')
    h['MAPS/Spectra/Energy_Calibration'] = [0.05, 0.1, 1e-4]
with new('channels.h5') as h:
    h['data'] = A
    h['energy'] = np.arange(64)
with new('cycle.h5') as h:
    g = h.create_group('a')
    g['img'] = A
    g['soft'] = h5py.SoftLink('/a')
    g['hard'] = g
    h['self'] = h5py.SoftLink('/self')
with new('pyxrf.h5') as h:
    h['xrfmap/det1/counts'] = A
    h['xrfmap/det2/counts'] = 2 * A
    h['xrfmap/detsum/counts'] = 3 * A.astype('u4')
with new('latest.h5', libver='latest') as h:
    h.create_dataset('img', data=A, chunks=(1, 3, 64), maxshape=(None, 6, 64))
    h['energy'] = 1000 * E
with new('bad_energy.h5') as h:
    h['img'] = A
    h['energy'] = np.zeros(64)
with new('uneven_energy.h5') as h:
    h['img'] = A
    h['energy'] = E + 1e-3 * np.arange(64) ** 2
with new('small_energy.h5') as h:
    h['img'] = A
    h['energy'] = E / 1000
    h['energy'].attrs['units'] = 'keV'
with new('checksum.h5') as h:
    h.create_dataset('img', data=A, chunks=(2, 4, 64), fletcher32=True)
R = np.random.default_rng(1).integers(0, 1 << 16, A.shape).astype('u2')
with new('checksum_lzf.h5') as h:  # incompressible: LZF is left out of each chunk
    h.create_dataset('img', data=R, chunks=(2, 3, 32), compression='lzf', fletcher32=True)
with new('matlab.h5') as h:
    h['img'] = A.transpose(2, 1, 0)
    h['img'].attrs['MATLAB_class'] = np.bytes_('uint16')
    h['energy'] = E.reshape(64, 1)
    h['energy'].attrs['MATLAB_class'] = np.bytes_('double')
with new('hard_link.h5') as h:
    h['entry/detector/counts'] = A
    h['entry/detector/energy'] = E
    h['plot'] = h5py.SoftLink('/entry/detector/counts')
    h['data/counts'] = h['entry/detector/counts']
for name, shape in ('times.h5', (4, 6)), ('times_turned.h5', (6, 4)):
    with new(name) as h:
        h['img'] = A
        h['live_time'] = np.full(shape, 8.0)
        h['real_time'] = np.full(shape, 10.0)
