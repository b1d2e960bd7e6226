/** Computes the box and class parts of the detection loss, which concern only matched anchors. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Detector } from "../model/types.ts";
import type { Match } from "./assign.ts";
import { ciou } from "./ciou.ts";
import type { LossGains } from "./gains.ts";

/** Losses of the matches, and their gradients and objectness targets by level. */
export interface MatchedRows {
  /** The box part times its gain. */
  readonly boxLoss: Scalar;
  /** The class part times its gain. */
  readonly classLoss: Scalar;
  /** Rows by level; undefined for levels without a match. */
  readonly levels: readonly ({
    /** The level's rows of the matches, int32 [M, 1]. */
    readonly cells: Tensor2D;
    /** The gradient of both parts, [M, 5 + classes]; 0 at the objectness. */
    readonly gradient: Tensor2D;
    /** The distinct rows with a match, int32 [K, 1]. */
    readonly claimed: Tensor2D;
    /** The objectness targets of these rows, [K, 1]. */
    readonly objectness: Tensor2D;
  } | undefined)[];
}

/** Finds the rows of a level's matches, and for each row the last match that claims it. */
function placesOf(matches: readonly Match[], [, anchors, height, width]: readonly number[]) {
  const rows = Int32Array.from(
    matches,
    ({ image, anchor, row, column }) => ((image * anchors! + anchor) * height! + row) * width! + column,
  );
  const last = new Map<number, number>();
  rows.forEach((row, match) => last.set(row, match));
  return { rows, claimed: Int32Array.from(last.keys()), claims: Int32Array.from(last.values()) };
}

/** Creates an int32 column, [n, 1]. */
const column = (values: Int32Array) => tf.tensor2d(values, [values.length, 1], "int32");

/** Uploads the data of all matches, one row each. */
function hostRows(matches: readonly Match[][], detector: Pick<Detector, "strides" | "anchors">) {
  const all = matches.flatMap((level, k) =>
    level.map((match) => ({
      match,
      anchor: detector.anchors[k]![match.anchor]!.map((side) => side / detector.strides[k]!),
      weight: 1 / level.length,
    }))
  );
  const matrix = (of: (row: typeof all[number]) => readonly number[]) =>
    tf.tensor2d(Float32Array.from(all.flatMap(of)), [all.length, of(all[0]!).length]);
  return {
    anchors: matrix(({ anchor }) => anchor),
    centre: matrix(({ match }) => match.box.slice(0, 2)),
    sides: matrix(({ match }) => match.box.slice(2)),
    /** One over the number of the level's matches. */
    weights: matrix(({ weight }) => [weight]),
    classes: tf.tensor1d(all.map(({ match }) => match.classIndex), "int32"),
  };
}

/** Computes −w · t · log σ(x) − (1 − t) · log(1 − σ(x)) and its derivative. */
function crossEntropy(x: Tensor, t: Tensor, w: number): { value: Tensor; slope: Tensor } {
  const negative = tf.sub(1, t), positive = tf.mul(t, w);
  return {
    value: tf.add(tf.mul(positive, tf.softplus(tf.neg(x))), tf.mul(negative, tf.softplus(x))),
    slope: tf.sub(tf.mul(tf.add(positive, negative), tf.sigmoid(x)), positive),
  };
}

/**
 * Computes the parts of the loss that depend on matches; must be called inside `tf.tidy`.
 *
 * @param flat raw outputs of every level, [cells, 5 + classes]
 * @param matches the matches of every level
 * @param shapes the shapes of the raw outputs, [B, anchors, h, w, 5 + classes]
 * @returns undefined if there is no match
 */
export function matchedRows(
  flat: readonly Tensor2D[],
  matches: readonly Match[][],
  shapes: readonly (readonly number[])[],
  detector: Pick<Detector, "strides" | "anchors">,
  gains: LossGains,
): MatchedRows | undefined {
  const places = matches.map((level, k) => level.length > 0 ? placesOf(level, shapes[k]!) : undefined);
  const gathered = flat.flatMap((level, k) => {
    const place = places[k];
    return place === undefined ? [] : [tf.gather(level, tf.tensor1d(place.rows, "int32"))];
  });
  if (gathered.length === 0) return undefined;

  const host = hostRows(matches, detector), raw = tf.concat<Tensor2D>(gathered), classes = raw.shape[1] - 5;
  const [rawCentre, rawSides, , rawClasses] = tf.split<Tensor2D>(raw, [2, 2, 1, classes], 1);

  // Boxes: centre = 2σ − 0.5, sides = (2σ)² · anchor.
  const a = tf.sigmoid(rawCentre!), b = tf.sigmoid(rawSides!);
  const sides = tf.mul<Tensor2D>(tf.square(tf.mul(b, 2)), host.anchors);
  const overlap = ciou({ centre: tf.sub(tf.mul(a, 2), 0.5), sides }, host);
  const boxWeights = tf.mul(host.weights, gains.box);
  const boxLoss = tf.sum<Scalar>(tf.mul(boxWeights, tf.sub(1, overlap.ciou)));
  const centreSlope = tf.mul(tf.mul(a, tf.sub(1, a)), 2), sidesSlope = tf.mul(tf.mul(sides, tf.sub(1, b)), 2);
  const down = tf.neg(boxWeights);

  const wanted = tf.cast(tf.oneHot(host.classes, classes), "float32");
  const { value, slope } = crossEntropy(rawClasses!, wanted, gains.classWeight);
  const classWeights = tf.mul(host.weights, gains.classes / classes);
  const classLoss = tf.sum<Scalar>(tf.mul(value, classWeights));

  const gradient = tf.concat<Tensor2D>([
    tf.mul(tf.mul(overlap.gradient.centre, centreSlope), down),
    tf.mul(tf.mul(overlap.gradient.sides, sidesSlope), down),
    tf.zerosLike(host.weights),
    tf.mul(slope, classWeights),
  ], 1);
  const objectness = tf.relu(overlap.ciou);
  let start = 0;
  const levels = places.map((place) => {
    if (place === undefined) return undefined;
    const count = place.rows.length, first = start;
    start += count;
    const claims = tf.tensor1d(place.claims.map((match) => first + match), "int32");
    return {
      cells: column(place.rows),
      gradient: tf.slice(gradient, [first, 0], [count, -1]),
      claimed: column(place.claimed),
      objectness: tf.gather(objectness, claims),
    };
  });
  return { boxLoss, classLoss, levels };
}
