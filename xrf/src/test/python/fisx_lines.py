#!/usr/bin/env python3
"""Computes reference line intensities of paints with fisx, for FisxComparisonTest.

Needs Debian's python3-fisx (1.2) and python3-xraylib (4.0). Run it in the folder of its inputs and
outputs, xrf/src/test/resources/org/sinopia/xrf/physics; it takes some minutes:

    fisx-paints.csv, fisx-beam-*.csv  ->  fisx-lines.csv

    fisx_lines.py [--constants xraylib|fisx] [--out FILE] [PAINT ...]

The beams are those of XrayTube (127 um of beryllium) joined to a dozen energies, none of them next
to an absorption edge of the paints, so that the comparison is one of the physics alone.
"""
import argparse
import csv
import itertools
import os
import tempfile

import fisx
import xraylib

BEAMS = ["mo-40", "rh-50"]
ANGLES = [(45.0, 45.0), (90.0, 60.0)]
GROUNDS = {
    "plaster": [("plaster ground", {"CaCO3": 66, "SiO2": 31, "Al2Si2O9H4": 3}, 1.8, 2000.0)],
    "lead white": [
        ("lead white ground", {"Pb3C2H2O8": 100}, 4.5, 40.0),
        ("gypsum ground", {"CaSO6H4": 100}, 1.6, 2000.0),
    ],
}
# Lines that make up less of the strongest line of their shells' family are left out.
FAINT = 0.005
LOWEST_KEV = 1.2
# xraylib's M2 yield of gold is ten times too high by a digit, and those of its neighbours are
# interpolated from it, see M2Yield.
M2_YIELDS = {77: 0.0035767, 78: 0.0039033, 79: 0.00423, 80: 0.0048025, 81: 0.005375, 82: 0.0059475}
# Lines fainter than this share of the strongest line of a case tell more of the last digits of attenuation
# than of fluorescence; no detector sees them.
UNSEEN = 1e-6


def fractions(masses):
    total = sum(masses.values())
    result = {}
    for formula, mass in masses.items():
        parsed = xraylib.CompoundParser(formula)
        for z, share in zip(parsed["Elements"], parsed["massFractions"]):
            symbol = xraylib.AtomicNumberToSymbol(z)
            result[symbol] = result.get(symbol, 0.0) + share * mass / total
    return result


def material(elements, name, masses):
    composition = fractions(masses)
    # fisx wants names without blanks.
    made = fisx.Material(name.replace(" ", "_").replace("-", "_"))
    made.setComposition(composition)
    elements.addMaterial(made, errorOnReplace=False)
    return name.replace(" ", "_").replace("-", "_"), composition


def shell_constants(folder):
    """Yields and Coster-Kronig rates of xraylib in fisx's format.

    fisx's own (Chen 1981 and 1983) differ from xraylib's by up to a third for L1; with equal
    constants, the comparison is one of the models.
    """
    for family, shells in (("L", 3), ("M", 5)):
        path = os.path.join(folder, family + "ShellConstants.dat")
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            out.write("#F constants.dat\n#U00 xraylib\n\n")
            for i in range(1, shells + 1):
                jumps = ["f%d%d" % (i, j) for j in range(i + 1, shells + 1)]
                out.write("#S %d %s%d x-ray data\n#N %d\n" % (i, family, i, len(jumps) + 2))
                out.write("#L Z  %s\n" % "  ".join(jumps + ["omega%s%d" % (family, i)]))
                for z in range(1, 101):
                    values = [
                        guarded(xraylib.CosKronTransProb, z,
                                getattr(xraylib, "F%s%s_TRANS" % (family, jump[1:])))
                        for jump in jumps
                    ]
                    shell = getattr(xraylib, "%s%d_SHELL" % (family, i))
                    known = M2_YIELDS.get(z) if (family, i) == ("M", 2) else None
                    values.append(known or guarded(xraylib.FluorYield, z, shell))
                    outer = getattr(xraylib, "%s%d_SHELL" % (family, shells))
                    if guarded(xraylib.EdgeEnergy, z, outer) < 0.3:
                        # fisx knows no cross-sections for such soft lines.
                        values = [0.0] * len(values)
                    out.write("%d  %s\n" % (z, "  ".join("%.6g" % v for v in values)))
                out.write("\n")
        yield family, path


def guarded(function, *arguments):
    try:
        return function(*arguments)
    except ValueError:
        return 0.0


def cached(elements, present, beam):
    """Has fisx keep the sections of all elements at all energies that occur."""
    energies = [e for e, _ in beam]
    for symbol in present:
        energies.extend(elements.getEmittedXRayLines(symbol).values())
    for symbol in present:
        elements.clearCache(symbol)
        elements.updateCache(symbol, sorted(set(energies)))
        elements.setCacheEnabled(symbol, 1)
        elements.setElementCascadeCacheEnabled(symbol, 1)


def case(elements, beam, angles, layers):
    xrf = fisx.XRF()
    xrf.setBeam([e for e, _ in beam], weights=[w for _, w in beam])
    sample = []
    present = set()
    for name, masses, density, micrometres in layers:
        key, composition = material(elements, name, masses)
        sample.append([key, density, micrometres * 1e-4, 1.0])
        present.update(composition)
    cached(elements, present, beam)
    xrf.setSample(sample)
    xrf.setGeometry(*angles)
    top = max(e for e, _ in beam)
    families = []
    for symbol in present:
        binding = elements.getBindingEnergies(symbol)
        for family, shell in (("K", "K"), ("L", "L3"), ("M", "M5")):
            if LOWEST_KEV < binding.get(shell, 0.0) < top:
                families.append(symbol + " " + family)
    found = xrf.getMultilayerFluorescence(
        sorted(families), elements, secondary=1, useGeometricEfficiency=0, useMassFractions=1,
        secondaryCalculationLimit=0.0)
    sums = {}
    for family, by_layer in found.items():
        lines = {}
        for by_line in by_layer.values():
            for line, values in by_line.items():
                if line.startswith("esc"):
                    continue
                entry = lines.setdefault(line, [values["energy"], 0.0, 0.0])
                # "primary" and "secondary" leave the layer; "rate" also passes those above it.
                both = values["primary"] + values["secondary"]
                if both > 0:
                    entry[1] += values["rate"]
                    entry[2] += values["rate"] * values["secondary"] / both
        sums[family] = lines
    return sums


def paints(wanted):
    with open("fisx-paints.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            masses = {p.split(":")[0]: float(p.split(":")[1]) for p in row["masses"].split()}
            if not wanted or row["name"] in wanted:
                yield (row["name"], masses, float(row["density_g_cm3"]), float(row["thickness_um"]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--constants", choices=["xraylib", "fisx"], default="xraylib")
    parser.add_argument("--out", default="fisx-lines.csv")
    parser.add_argument("paints", nargs="*")
    arguments = parser.parse_args()
    elements = fisx.Elements()
    elements.initializeAsPyMca()
    if arguments.constants == "xraylib":
        with tempfile.TemporaryDirectory() as folder:
            for family, path in shell_constants(folder):
                elements.setShellConstantsFile(family, path)
    with open(arguments.out, "w", encoding="utf-8", newline="\n") as out:
        out.write("paint,ground,beam,incidence,take_off,element,line,photons,secondary\n")
        for beam_name, angles in itertools.product(BEAMS, ANGLES):
            with open("fisx-beam-%s.csv" % beam_name, encoding="utf-8") as file:
                beam = [(float(r["energy_kev"]), float(r["photons"])) for r in csv.DictReader(file)]
            for paint, (ground, below) in itertools.product(paints(arguments.paints), GROUNDS.items()):
                found = case(elements, beam, angles, [paint] + below)
                brightest = max(p for lines in found.values() for _, p, _ in lines.values())
                for family, lines in sorted(found.items()):
                    strongest = max((p for _, p, _ in lines.values()), default=0.0)
                    least = max(FAINT * strongest, UNSEEN * brightest)
                    for line, (energy, photons, secondary) in sorted(lines.items()):
                        if energy > LOWEST_KEV and photons > least:
                            out.write("%s,%s,%s,%g,%g,%s,%s,%.4g,%.3g\n" % (
                                paint[0], ground, beam_name, *angles, family.split()[0], line,
                                photons, secondary))


if __name__ == "__main__":
    main()
