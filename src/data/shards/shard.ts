/** One shard at work: images come from memory where it holds them, else from the file, checked and repaired. */
import { crc32 } from "node:zlib";
import { InputError } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { notice } from "../../notices.ts";
import { decodeFiles, type OnError } from "./build.ts";
import type { Fit } from "./decode.ts";
import { describeFiles, type ImageFile } from "./files.ts";
import { type DecodedImages, openShard, readAt, type ShardTables, tablesOf, writeShard } from "./format.ts";
import type { ImagePool } from "./pool.ts";

/** Which images a shard has, and where it is. */
export interface ShardPlan {
  readonly path: string;
  /** The folder that the names of the files are below. */
  readonly root: string;
  readonly files: readonly ImageFile[];
  /** A hash of the files and of how they are decoded. */
  readonly source: string;
  readonly fit: Fit;
  readonly onError: OnError;
}

/** An image that is wanted: which of the shard, and where it goes in the batch (both counted in images). */
export interface Wanted {
  readonly place: number;
  readonly to: number;
}

/** An image whose bytes are not those that were written. */
class Damage extends Error {}

/** Says that a shard is made anew, and why. */
export function noticeDamage(path: string, files: number, reason: string): void {
  notice(`The shard ${path} is damaged (${reason}): its ${files} images are decoded anew`);
}

/** Images of a shard that can be read. */
export class Shard {
  readonly #plan: ShardPlan;
  readonly #pool: ImagePool;
  #tables: ShardTables;
  /** The number of every image in the pool; -1 where it is not held. */
  readonly #held: Int32Array;

  /** Makes a shard of its file's tables; images are held as far as the pool takes them. */
  constructor(plan: ShardPlan, tables: ShardTables, pool: ImagePool) {
    this.#plan = plan;
    this.#tables = tables;
    this.#pool = pool;
    this.#held = new Int32Array(tables.kept.length).fill(-1);
  }

  /** A shard without a file, where none can be written; undefined if the pool does not take all of it. */
  static inMemory(plan: ShardPlan, images: DecodedImages, pool: ImagePool): Shard | undefined {
    const shard = new Shard(plan, { ...tablesOf(images), start: 0 }, pool), length = pool.imageBytes;
    for (let place = 0; place < images.kept.length; place++) {
      shard.#hold(place, images.pixels.subarray(place * length, (place + 1) * length));
    }
    return shard.#held.includes(-1) ? undefined : shard;
  }

  /** Which of the plan's files the images are of. */
  get kept(): Uint32Array {
    return this.#tables.kept;
  }

  /** SHA-256 of all pixels. */
  get sha256(): string {
    return this.#tables.sha256;
  }

  /**
   * Reads images into a batch. A damaged file is named, made anew and read again.
   *
   * @throws {InputError} if it cannot be made anew
   */
  async read(wanted: readonly Wanted[], batch: Uint8Array): Promise<void> {
    const length = this.#pool.imageBytes;
    const missing = wanted.filter(({ place, to }) => {
      const held = this.#held[place]!;
      if (held >= 0) batch.set(this.#pool.get(held), to * length);
      return held < 0;
    });
    if (missing.length === 0) return;
    try {
      this.#readFile(missing, batch, length);
    } catch (error) {
      if (!(error instanceof Damage || error instanceof Deno.errors.NotFound)) {
        throw explainFileError(error, "read", this.#plan.path);
      }
      noticeDamage(
        this.#plan.path,
        this.#plan.files.length,
        error instanceof Damage ? error.message : "it is gone",
      );
      await this.#repair();
      this.#readFile(missing, batch, length);
    }
  }

  #readFile(wanted: readonly Wanted[], batch: Uint8Array, length: number): void {
    using file = Deno.openSync(this.#plan.path);
    for (const { place, to } of wanted) {
      const image = batch.subarray(to * length, (to + 1) * length);
      const found = readAt(file, this.#tables.start + place * length, image);
      if (found.length < length) throw new Damage("it is cut off");
      if (crc32(image) !== this.#tables.checksums[place]) {
        throw new Damage(`the checksum of ${this.#plan.files[this.kept[place]!]!.name} is wrong`);
      }
      this.#hold(place, image);
    }
  }

  #hold(place: number, image: Uint8Array): void {
    if (this.#held[place]! < 0) this.#held[place] = this.#pool.add(image);
  }

  async #repair(): Promise<void> {
    const { path, root, files, source, fit, onError } = this.#plan;
    const now = await describeFiles(root, files.map(({ name }) => name));
    const changed = files.find(({ size, modified }, i) =>
      size !== now[i]!.size || modified !== now[i]!.modified
    );
    const images = await decodeFiles(
      root,
      files,
      fit,
      onError,
      new Uint8Array(files.length * this.#pool.imageBytes),
    );
    if (changed !== undefined || tablesOf(images).sha256 !== this.sha256) {
      throw new InputError(
        `Cannot repair ${path}: ${
          changed?.name ?? "a file"
        } in ${root} has changed since it was decoded; run it again`,
      );
    }
    await writeShard(path, source, fit.size, images);
    this.#tables = (await openShard(path, source, fit.size))!;
  }
}
