#!/usr/bin/python3
"""Maps of elements by PyMca's fast linear fit and by sinopia, side by side.

    maps.py CUBE.h5 MAPS_FOLDER SECONDS > table.md

CUBE.h5 holds a data set [rows, columns, bins] and `energy` in keV. MAPS_FOLDER holds the .npy maps of
`sinopia map CUBE.h5 --element LIST --format npy --out MAPS_FOLDER`, where LIST is what `maps.py --elements` prints; `map --all` took
SECONDS (empty if not measured). PyMca (Solé et al. 2007, Spectrochimica Acta B 62, 63) fits the same families with its strip
background and weights of the mean spectrum.

A map's mean and the mean spectrum's counts would agree in a fit without bounds; where an element is hardly there, PyMca's maps, none of whose
pixels is negative, are biased upwards. The last column is the root mean square of the difference at a pixel over PyMca's standard error of it: about 1 or less means that the
maps agree within counting noise. No standard error is taken below one count.
"""
import os
import sys
import time

import h5py
import numpy
import PyMca5
from PyMca5.PyMca import ClassMcaTheory
from PyMca5.PyMcaPhysics.xrf import FastXRFLinearFit

FAMILIES = {"As": "K", "Pb": "L", "Mn": "K", "Ba": "L", "S": "K", "Fe": "K", "Hg": "L", "Ca": "K", "Ti": "K", "Cr": "K", "Cu": "K",
            "Zn": "K", "Sr": "K", "Ar": "K"}
# By subshell: PyMca's fixed shares of lead's L1, L2 and L3 leave a remainder at 10.5 keV, which it takes for arsenic. Without the M lines
# of lead and mercury it takes them for sulphur, and without those of the tube's silver, for argon.
PEAKS = {"Pb": ["L1", "L2", "L3", "M"], "Hg": ["L1", "L2", "L3", "M"], "Ag": ["K", "L"]}


def read(path):
    with h5py.File(path, "r") as file:
        found = []
        file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) and item.ndim == 3 else None)
        energy = [name for name in list(file) if name.startswith("energy")]
        data = file[found[0]][()]
        axis = file[energy[0]][()] if energy else None
    return data, axis


def configuration(axis, bins):
    config = ClassMcaTheory.ClassMcaTheory().configure()
    gain = (axis[-1] - axis[0]) / (bins - 1)
    config["detector"].update(zero=float(axis[0]), gain=float(gain), noise=0.06, fano=0.115, sum=0.0, fixedzero=1, fixedgain=1,
                              fixednoise=1, fixedfano=1, fixedsum=1, detele="Si")
    first = int(numpy.searchsorted(axis, 1.0))
    config["fit"].update(xmin=first, xmax=bins - 2, use_limit=1, linearfitflag=1, stripflag=1, stripalgorithm=1, snipwidth=30,
                         escapeflag=1, sumflag=0, scatterflag=0, hypermetflag=15, fitweight=1, continuum=0, energy=[40.0],
                         energyweight=[1.0], energyflag=[1], energyscatter=[0])
    config["peaks"] = {element: [family] for element, family in FAMILIES.items()} | PEAKS
    return config


def calibrated(config, mean):
    """The configuration with widths and axis that PyMca's own fit of the mean spectrum finds."""
    config["fit"].update(linearfitflag=0)
    config["detector"].update(fixedzero=0, fixedgain=0, fixednoise=0, fixedfano=0)
    fit = ClassMcaTheory.ClassMcaTheory()
    fit.configure(config)
    fit.setData(numpy.arange(len(mean)), mean)
    fit.estimate()
    result = fit.startfit(digest=0)
    found = dict(zip(fit.PARAMETERS, result[0]))
    config["detector"].update(zero=found["Zero"], gain=found["Gain"], noise=found["Noise"], fano=found["Fano"], fixedzero=1,
                              fixedgain=1, fixednoise=1, fixedfano=1)
    config["fit"].update(linearfitflag=1)
    return config


def of_mean(config, mean):
    """Counts of each element's family that PyMca's linear fit of the mean spectrum finds."""
    fit = ClassMcaTheory.ClassMcaTheory()
    fit.configure(config)
    fit.setData(numpy.arange(len(mean)), mean)
    fit.estimate()
    found = {}
    for name, value in zip(fit.PARAMETERS, fit.startfit(digest=0)[0]):
        element, shell = (name.split() + [""])[:2]
        if FAMILIES.get(element) == shell[:1]:
            found[element] = found.get(element, 0) + float(value)
    return found


def main():
    if sys.argv[1:] == ["--version"]:
        print("PyMca " + PyMca5.version())
        return
    if sys.argv[1:] == ["--elements"]:
        print(",".join(FAMILIES))
        return
    cube, folder, seconds = sys.argv[1:4]
    data, axis = read(cube)
    bins = data.shape[-1]
    if axis is None or len(axis) not in (bins, bins + 1):
        sys.exit(cube + ": energy: expected one value per bin, in keV")
    if len(axis) == bins + 1:
        axis = (axis[:-1] + axis[1:]) / 2
    mean = data.reshape(-1, bins).mean(axis=0, dtype=float)
    config = calibrated(configuration(axis, bins), mean)
    whole = of_mean(config, mean)
    fit = FastXRFLinearFit.FastXRFLinearFit()
    start, began = time.perf_counter(), time.process_time()
    result = fit.fitMultipleSpectra(x=numpy.arange(bins), y=data, configuration=config, concentrations=False,
                                    weight=1, refit=True, save=False)
    took, cpu = time.perf_counter() - start, time.process_time() - began
    maps, variances = {}, {}
    for name, values, errors in zip(result.labels("parameters"), result["parameters"], result["uncertainties"]):
        element, shell = name.replace("_", " ").split()[:2]
        if FAMILIES.get(element) == shell[0]:
            maps[element] = maps.get(element, 0) + numpy.asarray(values, dtype=float)
            variances[element] = variances.get(element, 0) + numpy.asarray(errors, dtype=float) ** 2
    print("| family | PyMca: mean of map | PyMca: mean spectrum | sinopia: mean of map | correlation | difference in standard errors |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for element, theirs in maps.items():
        name = element + " " + FAMILIES[element]
        file = os.path.join(folder, element + ".npy")
        if os.path.exists(file):
            ours = numpy.load(file)
            good = numpy.isfinite(ours) & numpy.isfinite(theirs)
            both = numpy.corrcoef(ours[good], theirs[good])[0, 1] if ours[good].std() > 0 and theirs[good].std() > 0 else float("nan")
            sigma = numpy.maximum(numpy.sqrt(variances[element][good]), 1)
            apart = numpy.sqrt(numpy.mean(((ours[good] - theirs[good]) / sigma) ** 2))
            print(f"| {name} | {theirs[good].mean():.1f} | {whole[element]:.1f} | {ours[good].mean():.1f} | {both:.4f} | {apart:.1f} |")
        else:
            print(f"| {name} | {theirs.mean():.1f} | {whole[element]:.1f} | no map | | |")
    print()
    print(f"PyMca: {took:.1f} s ({cpu:.1f} s of CPU) for {len(FAMILIES)} families of {data.shape[0]} x {data.shape[1]} pixels and {bins} bins.")
    if seconds:
        print(f"sinopia: {float(seconds):.1f} s for all it found, {float(seconds) / took:.2f} times as long.")


if __name__ == "__main__":
    main()
