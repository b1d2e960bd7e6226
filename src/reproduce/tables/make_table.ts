/** The common parts of the tables: profiles, bases, arms, and how an experiment is put together. */
import type { ComparisonPlan } from "../../analysis/comparison.ts";
import { UsageError } from "../../errors.ts";
import { chooseOne } from "../../suggest.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../experiment/config.ts";
import type { ArmPlan, Experiment } from "../experiment.ts";
import type { PublishedRow } from "../published.ts";
import { findRecipe } from "../recipes/recipes.ts";
import { asPublished } from "./methods.ts";

const PROFILES = ["quick", "small", "paper"] as const;

/** The size of an experiment: minutes, hours, or the published protocol. */
export type Profile = typeof PROFILES[number];

/**
 * Finds a profile by its name.
 *
 * @throws {UsageError} on an unknown one
 */
export function findProfile(name: string): Profile {
  const profile = PROFILES.find((one) => one === name);
  if (profile !== undefined) return profile;
  throw new UsageError(`Unknown profile "${name}": ${chooseOne(name, PROFILES)}`);
}

/** The experiments of a table by profile. */
export type Table = Readonly<Record<Profile, Experiment>>;

/** Minutes: a narrow network on the embedded emoji, two periods of the schedule. */
export const QUICK: RunConfig = {
  ...DEFAULT_CONFIG,
  dataset: "emoji",
  model: "resnet18:width=8",
  epochs: 10,
  batch: 32,
  learningRate: 0.05,
  learningRateSchedule: "step:at=8,factor=0.1",
  trainSize: 2000,
  testSize: 1500,
};

/** Less than half as many images, for tables of many arms. */
export const QUICK_MANY: RunConfig = { ...QUICK, trainSize: 800, testSize: 400 };

/** Hours: a narrow network on a part of CIFAR-10, native backend, six periods of the schedule. */
export const SMALL: RunConfig = {
  ...DEFAULT_CONFIG,
  dataset: "cifar10",
  model: "resnet18:width=16",
  epochs: 30,
  learningRateSchedule: "step:at=16-26,factor=0.1",
  trainSize: 10_000,
};

/** The published protocol of ResNet-18 on CIFAR-10. */
export const PAPER: RunConfig = { ...DEFAULT_CONFIG, dataset: "cifar10", model: "resnet18:width=64" };

/** Returns a recipe as the base of a table, whose arms have their own labels. */
export const baseOf = (recipe: string): RunConfig => ({ ...findRecipe(recipe).config, label: "" });

/** The bases of most tables. */
export const BASES: Readonly<Record<Profile, RunConfig>> = { quick: QUICK_MANY, small: SMALL, paper: PAPER };

const SEEDS: Readonly<Record<Profile, readonly number[]>> = {
  quick: [1, 2, 3],
  small: [1, 2, 3],
  paper: [1, 2, 3, 4, 5],
};

/** Notes on every table of a profile. */
export const PROFILE_NOTES: Readonly<Record<Profile, string>> = {
  quick:
    "This is a quick look: few epochs on few images with a narrow network. Such short training says little about long training.",
  small:
    "A narrow network, a fifth of the training images and a seventh of the published epochs: this is not the published protocol.",
  paper: "The published code picks the best epoch on the test set; here every run reports its last epoch.",
};

/** The control of every table. */
export const CONVENTIONAL: ArmPlan = { label: "conventional", method: "conventional" };
/** The published method. */
export const CBM: ArmPlan = { label: "cbm", method: "cbm" };
/** The control for salience: as many patches in every epoch, drawn without regard to the image. */
export const RANDOM: ArmPlan = { label: "random masking", method: "cbm:salience=uniform" };

/** Compares each of some arms with a control. */
export const against = (control: string, treatments: readonly string[]): ComparisonPlan[] =>
  treatments.map((treatment) => ({ treatment, control }));

/** The parts of a table. */
export interface TablePlan {
  readonly name: string;
  /** A phrase that " on CIFAR-10, …" completes. */
  readonly title: string;
  readonly arms: readonly ArmPlan[];
  readonly comparisons: readonly ComparisonPlan[];
  readonly notes: readonly string[];
  /** {@linkcode BASES} by default. */
  readonly bases?: Readonly<Record<Profile, RunConfig>>;
  /** Published accuracies that stand beside the arms of the paper's protocol. */
  readonly published?: readonly PublishedRow[];
  /** Sentences on other published numbers, for the paper's protocol. */
  readonly publishedNotes?: readonly string[];
  /** Adds to a profile's experiment, or replaces parts of it. */
  readonly own?: (profile: Profile) => Partial<Experiment>;
}

/** The bases' data set as written in titles. */
const PLACE: Readonly<Record<Profile, string>> = { quick: "emoji", small: "CIFAR-10", paper: "CIFAR-10" };
/** The manner in which the bases train on it, for titles. */
const MANNER: Readonly<Record<Profile, string>> = {
  quick: "a quick look",
  small: "a narrow ResNet-18",
  paper: "the published recipe",
};

/** Makes the experiments of a table. */
export function makeTable(plan: TablePlan): Table {
  const { name, title, arms, comparisons, notes, bases = BASES, own, published, publishedNotes = [] } = plan;
  const one = (profile: Profile): Experiment => {
    const titleOn = (place: string) => `${title} on ${place}, ${MANNER[profile]}`;
    return {
      name: `${name}-${profile}`,
      title: titleOn(PLACE[profile]),
      titleOn,
      base: bases[profile],
      arms: profile === "paper" ? asPublished(arms) : arms,
      comparisons,
      seeds: SEEDS[profile],
      notes: [...notes, PROFILE_NOTES[profile], ...(profile === "paper" ? publishedNotes : [])],
      published: profile === "paper" ? published : undefined,
      ...own?.(profile),
    };
  };
  return { quick: one("quick"), small: one("small"), paper: one("paper") };
}

/**
 * Puts every arm on every data set, named after both: only arms of one data set are compared with each other.
 */
export function onEach(datasets: Readonly<Record<string, string>>, arms: readonly ArmPlan[]): ArmPlan[] {
  return Object.entries(datasets).flatMap(([place, dataset]) =>
    arms.map((arm) => ({
      ...arm,
      label: `${arm.label}, ${place}`,
      config: { ...arm.config, dataset },
    }))
  );
}
