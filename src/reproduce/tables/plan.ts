/** What the tables have in common: profiles, bases, arms, and how an experiment is put together. */
import type { ComparisonPlan } from "../../analysis/comparison.ts";
import { DEFAULT_CONFIG, type RunConfig } from "../../experiment/config.ts";
import type { ArmPlan, Experiment } from "../experiment.ts";
import type { PublishedRow } from "../published.ts";
import { findRecipe } from "../recipes/recipes.ts";
import { asPublished } from "./methods.ts";

/** How much is run: minutes, hours, or the published protocol. */
export type Profile = "quick" | "small" | "paper";

/** A table in each profile. */
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

/** Less than half of that, for tables of many arms. */
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

/** A recipe as the base of a table, whose arms have labels of their own. */
export const baseOf = (recipe: string): RunConfig => ({ ...findRecipe(recipe).config, label: "" });

/** The bases of most tables. */
export const BASES: Readonly<Record<Profile, RunConfig>> = { quick: QUICK_MANY, small: SMALL, paper: PAPER };

const SEEDS: Readonly<Record<Profile, readonly number[]>> = {
  quick: [1, 2, 3],
  small: [1, 2, 3],
  paper: [1, 2, 3, 4, 5],
};

/** What must be said of every table of a profile. */
export const PROFILE_NOTES: Readonly<Record<Profile, string>> = {
  quick:
    "This is a quick look: few epochs on few images with a narrow network. So short a run proves little about long training.",
  small:
    "A narrow network, a fifth of the training images and a seventh of the published epochs: this is not the published protocol.",
  paper: "The published code picks the best epoch on the test set; here every run reports its last epoch.",
};

/** The control of every table. */
export const CONVENTIONAL: ArmPlan = { label: "conventional", method: "conventional" };
/** The published method. */
export const CBM: ArmPlan = { label: "cbm", method: "cbm" };
/** The same patches' count in every epoch, and the patches drawn without regard to the image. */
export const RANDOM: ArmPlan = { label: "random masking", method: "cbm:salience=uniform" };

/** Each of some arms against a control. */
export const against = (control: string, treatments: readonly string[]): ComparisonPlan[] =>
  treatments.map((treatment) => ({ treatment, control }));

/** What a table is made of. */
export interface TablePlan {
  readonly name: string;
  /** By profile, or one for all. */
  readonly title: string;
  readonly arms: readonly ArmPlan[];
  readonly comparisons: readonly ComparisonPlan[];
  readonly notes: readonly string[];
  /** {@linkcode BASES} by default. */
  readonly bases?: Readonly<Record<Profile, RunConfig>>;
  /** What is published of the paper's protocol, beside arms and in sentences. */
  readonly published?: readonly PublishedRow[];
  readonly publishedNotes?: readonly string[];
  /** What an experiment has besides, or otherwise, in a profile. */
  readonly own?: (profile: Profile) => Partial<Experiment>;
}

/** The bases' data set as people write it, and how it is trained on. */
const PLACE: Readonly<Record<Profile, string>> = { quick: "emoji", small: "CIFAR-10", paper: "CIFAR-10" };
const MANNER: Readonly<Record<Profile, string>> = {
  quick: "a quick look",
  small: "a narrow ResNet-18",
  paper: "the published recipe",
};

/** The experiment of a table in each profile. */
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
      ...(published === undefined || profile !== "paper" ? {} : { published }),
      ...own?.(profile),
    };
  };
  return { quick: one("quick"), small: one("small"), paper: one("paper") };
}

/** Every arm on every data set, named after both: arms of one data set are compared with each other alone. */
export function onEach(datasets: Readonly<Record<string, string>>, arms: readonly ArmPlan[]): ArmPlan[] {
  return Object.entries(datasets).flatMap(([place, dataset]) =>
    arms.map((arm) => ({
      ...arm,
      label: `${arm.label}, ${place}`,
      config: { ...arm.config, dataset },
    }))
  );
}
