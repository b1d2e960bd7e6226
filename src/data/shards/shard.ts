/**
 * Reads the images of a shard from memory if they are held there, else from its file, checked and repaired.
 */
import { crc32 } from "node:zlib";
import { InputError } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { notice } from "../../notices.ts";
import { decodeFiles, type OnError } from "./build.ts";
import type { Fit } from "./decode.ts";
import { describeFiles, type ImageFile } from "./files.ts";
import { type DecodedImages, openShard, readAt, type ShardTables, tablesOf, writeShard } from "./format.ts";
import type { ImagePool } from "./pool.ts";

/** The images and the file of a shard. */
export interface ShardPlan {
  readonly path: string;
  /** The folder to which file names are relative. */
  readonly root: string;
  readonly files: readonly ImageFile[];
  /** A hash of the files and their decoding options. */
  readonly source: string;
  readonly fit: Fit;
  readonly onError: OnError;
}

/** A requested image: its index in the shard, and its index in the batch. */
export interface Wanted {
  readonly place: number;
  readonly to: number;
}

/** An error about an image whose bytes differ from those that were written. */
class Damage extends Error {}

/** Gives notice that a shard is rebuilt, and why. */
export function noticeDamage(path: string, files: number, reason: string): void {
  notice(`The shard ${path} is damaged (${reason}): decoding its ${files} images again`);
}

/** A shard whose images can be read. */
export class Shard {
  readonly #plan: ShardPlan;
  readonly #pool: ImagePool;
  #tables: ShardTables;
  /** The number of every image in the pool, or -1 if it is not held. */
  readonly #held: Int32Array;

  /** Creates a shard from its file's tables; images are held as far as the pool allows. */
  constructor(plan: ShardPlan, tables: ShardTables, pool: ImagePool) {
    this.#plan = plan;
    this.#tables = tables;
    this.#pool = pool;
    this.#held = new Int32Array(tables.kept.length).fill(-1);
  }

  /**
   * Creates a shard without a file, for when none can be written; undefined if the pool cannot hold all of
   * it.
   */
  static inMemory(plan: ShardPlan, images: DecodedImages, pool: ImagePool): Shard | undefined {
    const shard = new Shard(plan, { ...tablesOf(images), start: 0 }, pool), length = pool.imageBytes;
    for (let place = 0; place < images.kept.length; place++) {
      shard.#hold(place, images.pixels.subarray(place * length, (place + 1) * length));
    }
    return shard.#held.includes(-1) ? undefined : shard;
  }

  /** The indices of the images' files in the plan. */
  get kept(): Uint32Array {
    return this.#tables.kept;
  }

  /** SHA-256 of all pixels. */
  get sha256(): string {
    return this.#tables.sha256;
  }

  /**
   * Reads images into a batch. A damaged file is rebuilt with a notice and read again.
   *
   * @throws {InputError} if it cannot be rebuilt
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
        error instanceof Damage ? error.message : "it is missing",
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
