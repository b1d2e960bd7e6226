/** The detectors: name → network. A new one is a file and a line here; classifiers are in mod.ts. */
import { UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { checkOptions, numberOption, parseSpec, type Spec } from "../spec.ts";
import { type DefaultRecipe, YOLOV5_FROM_SCRATCH } from "./default_recipe.ts";
import { knownModels, models } from "./mod.ts";
import type { Detector } from "./types.ts";
import { yolov5 } from "./yolov5.ts";

/** An entry of the registry of detectors. */
export interface DetectorEntry {
  readonly name: string;
  /** One line for `cbm models`. */
  readonly summary: string;
  /** Pixels per side of the images that it was published with. */
  readonly size: number;
  /** The options behind the name, each with one line. */
  readonly options: Readonly<Record<string, string>>;
  /** How it is trained where nothing else is asked for. */
  readonly defaultRecipe: DefaultRecipe;
  /** Reads the options; what it returns makes the network. */
  create(spec: Spec): DetectorFactory;
  /** The specification with every option spelled out. */
  complete(spec: Spec): string;
}

/** Makes a detector of so many classes with fresh weights from a stream. */
export type DetectorFactory = (classes: number, random: RandomStream) => Detector;

/** A size of YOLOv5 that was published. */
function published(size: string, depth: number, width: number, about: string): DetectorEntry {
  const name = `yolov5${size}`;
  return {
    name,
    summary: `YOLOv5${size} (v6: 6×6 stem, C3, SPPF), ${about}`,
    size: 640,
    options: {},
    defaultRecipe: YOLOV5_FROM_SCRATCH,
    create: () => (classes, random) => yolov5({ classes, depth, width, name, random }),
    complete: () => name,
  };
}

/** Every detector, by name. */
export const detectors: readonly DetectorEntry[] = [
  published("n", 0.33, 0.25, "1.9 million parameters"),
  published("s", 0.33, 0.5, "7.2 million parameters"),
  {
    name: "yolov5",
    summary: "YOLOv5 of any size: n is depth=0.33,width=0.25, x is depth=1.33,width=1.25",
    size: 640,
    options: {
      depth: "scales how many bottlenecks the blocks have, 0.33 by default",
      width: "scales the channels, 0.25 by default",
    },
    defaultRecipe: YOLOV5_FROM_SCRATCH,
    create: (spec) => {
      const { depth, width } = scales(spec);
      const name = `yolov5:depth=${depth},width=${width}`;
      return (classes, random) => yolov5({ classes, depth, width, name, random });
    },
    complete: (spec) => {
      const { depth, width } = scales(spec);
      return `yolov5:depth=${depth},width=${width}`;
    },
  },
];

function scales(spec: Spec): { depth: number; width: number } {
  return {
    depth: numberOption(spec, "depth", 0.33, { min: 0.01, max: 4 }),
    width: numberOption(spec, "width", 0.25, { min: 0.01, max: 4 }),
  };
}

/** Whether a specification names a detector (rather than a classifier, or nothing known). */
export function isDetector(text: string): boolean {
  const { name } = parseSpec(text);
  return detectors.some((entry) => entry.name === name);
}

/**
 * Reads a detector's specification, before there is anything to compute with.
 *
 * @param text such as `"yolov5n"` or `"yolov5:depth=0.33,width=0.125"`
 * @returns what makes the detector once the classes are known
 * @throws {UsageError} on an unknown detector or option
 */
export function detectorFactory(text: string): DetectorFactory {
  const { entry, spec } = findDetector(text);
  return entry.create(spec);
}

/** Spells out every option of a detector's specification. */
export function completeDetector(text: string): string {
  const { entry, spec } = findDetector(text);
  return entry.complete(spec);
}

function findDetector(text: string): { entry: DetectorEntry; spec: Spec } {
  const spec = parseSpec(text);
  const entry = detectors.find(({ name }) => name === spec.name);
  if (entry === undefined) {
    const isClassifier = models.some(({ name }) => name === spec.name);
    throw new UsageError(
      isClassifier
        ? `"${spec.name}" is a classifier, and a detector is needed: ${knownModels()}`
        : `Unknown detector "${spec.name}": ${knownModels()}`,
    );
  }
  checkOptions(spec, Object.keys(entry.options));
  return { entry, spec };
}

/**
 * Makes the detector that a specification names, with fresh weights.
 *
 * @param text such as `"yolov5n"`
 * @param classes how many kinds of objects
 * @param random the stream of the initial weights
 * @throws {UsageError} on an unknown detector or option
 */
export function createDetector(text: string, classes: number, random: RandomStream): Detector {
  return detectorFactory(text)(classes, random);
}
