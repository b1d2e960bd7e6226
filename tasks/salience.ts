/** `cbm salience`: patch probabilities of images. */
import { type Command, InvalidArgumentError } from "commander";
import { measures } from "../src/salience/measures.ts";
import type { Shard } from "../src/salience/mod.ts";
import { parseNumber, printJson, progressCallback, say, withBackend } from "./cli.ts";
import { executorOf, withExecutor } from "./executor_options.ts";

const whole = parseNumber({ min: 1, integer: true });
const pixels = parseNumber({ min: 1, max: 4096, integer: true });

/** The measure that needs a network, and so is not in the registry. */
const GRADIENT = "input-gradient";
const MEASURES: string = [...measures.keys()].join(", ") +
  `, a file of your own, ./NAME.ts, or ${GRADIENT} of a trained network`;

/** Checks the options of the input gradient. */
async function checkNetwork(
  { images, model, weights, size }: Record<"images" | "model" | "weights" | "size", unknown>,
): Promise<void> {
  const { UsageError } = await import("../src/errors.ts");
  if (model === undefined || weights === undefined) {
    throw new UsageError(`--measure ${GRADIENT} needs a trained network: give --model and --weights`);
  }
  if (images !== undefined) {
    throw new UsageError(
      `--measure ${GRADIENT} needs the classes of the images: give --dataset, not --images`,
    );
  }
  if (size !== undefined) {
    throw new UsageError(`--measure ${GRADIENT} measures images at the network's input size: omit --size`);
  }
}

/** Parses a shard such as `3/8`. */
function parseShard(text: string): Shard {
  const [index = 0, count = 0] = /^\d+\/\d+$/.test(text) ? text.split("/").map(Number) : [];
  if (index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError("It must look like 3/8, the third of eight parts.");
}

/** Adds the command. */
export function register(program: Command): void {
  const command = program.command("salience")
    .description("Compute the salience of each patch of each image.")
    .option("--images <file>", "images, .npy: uint8 [N, height, width, 3]")
    .option("--dataset <spec>", "a data set, such as emoji; measures its training images")
    .option("--measure <name>", MEASURES, "sobel")
    .option("--model <spec>", "for input-gradient: a network, such as resnet18:width=16")
    .option("--weights <file>", "for input-gradient: its weights, .safetensors, .pth or .pt")
    .option("--patches <n>", "patches per side", whole, 4)
    .option("--size <pixels>", "resize the images to this size first (default: no resizing)", pixels)
    .option("--data-dir <folder>", "folder that contains the data sets")
    .option("--workers <n>", "number of threads (default: one per core)", whole)
    .option("--shards <n>", "with --dataset: compute in n parts, each in its own process", whole)
    .option("--shard <i/n>", "with --dataset: compute only part i of n", parseShard)
    .requiredOption("--out <file>", "patch probabilities, .npy: float32 [N, patches·patches]")
    .option("--quiet", "print nothing")
    .option("--json", "print a summary as JSON");
  withBackend(withExecutor(command)).action(async (options) => {
    const { UsageError } = await import("../src/errors.ts");
    const salience = await import("../src/salience/mod.ts");
    const { checkWritable } = await import("../src/io/check_writable.ts");
    const { writeNpy } = await import("../src/io/npy.ts");
    const { images, dataset: spec, measure, patches, size, workers, dataDir, out } = options;
    if ((images === undefined) === (spec === undefined)) {
      throw new UsageError("No images to measure: give either --images or --dataset");
    }
    if (options.executor === "slurm" && options.shards === undefined) {
      throw new UsageError("--executor slurm needs --shards N, the number of parts");
    }
    const byNetwork = measure === GRADIENT, executor = await executorOf(options);
    const shard: Shard | undefined = options.shard;
    const isInParts = shard !== undefined || options.shards !== undefined;
    if (isInParts && (byNetwork || images !== undefined || (shard && options.shards))) {
      throw new UsageError(
        "--shards N and --shard I/N work only with --dataset and a measure that needs no network",
      );
    }
    const { loadCode } = await import("../src/experiment/own_code.ts");
    const { isExtension, loadExtension } = await import("../src/extension.ts");
    if (isExtension(measure)) await loadExtension(measure, "measure");
    await loadCode({ model: options.model, dataset: spec });
    if (byNetwork) await checkNetwork(options);
    else if (options.model !== undefined || options.weights !== undefined) {
      throw new UsageError(`--model and --weights are for --measure ${GRADIENT}: omit them with ${measure}`);
    } else salience.findMeasure(measure);
    await checkWritable(out);
    const { onProgress, finish } = progressCallback(options);
    const settings = { measure, patches, size, workers, onProgress };
    const compute = async (): Promise<Float32Array | undefined> => {
      if (images !== undefined) {
        const { images: pixels, ...imageSize } = await salience.readImages(images);
        return await salience.computeSalience(pixels, imageSize, settings);
      }
      const { loadDataset } = await import("../src/data/mod.ts");
      const { cacheDir } = await import("../src/io/cache_dir.ts");
      const dataset = await loadDataset(spec, { dataDir, onProgress });
      const { train, shape: [height, width] } = dataset;
      if (byNetwork) {
        const { parseBackend } = await import("./backend_option.ts");
        const { datasetInputGradient } = await import("../src/experiment/input_gradient.ts");
        const { model, weights } = options, backend = parseBackend(options.backend);
        return await datasetInputGradient(dataset, { model, weights, patches, backend, onProgress });
      }
      if (shard !== undefined) return await salience.shardSalience(train, { height, width }, settings, shard);
      if (options.shards !== undefined) {
        const { shardedSalience, shardJobs } = await import("../src/experiment/sharded_salience.ts");
        const sharded = {
          ...{ dataset: spec, salience: { measure, patches, size }, shards: options.shards, out, dataDir },
          ...{ cacheDir: cacheDir(), executor, jobs: options.jobs, onProgress },
          onNotice: (text: string) => {
            finish();
            say(options, text);
          },
        };
        if (!options.dryRun) return await shardedSalience(dataset, sharded);
        const { jobs, store } = shardJobs(dataset, sharded);
        return void console.log(await executor.script?.(jobs, { ...sharded, store }));
      }
      return await salience.cachedSalience(train, { height, width }, settings, cacheDir());
    };
    const probabilities = await compute().finally(finish);
    if (probabilities === undefined) return;
    const columns = patches * patches, rows = probabilities.length / columns;
    await writeNpy(out, { shape: [rows, columns], data: probabilities });
    if (options.json) return printJson({ out, measure, images: rows, patches });
    say(options, `Salience (${measure}) of ${rows} images, ${patches}×${patches} patches each, in ${out}`);
  });
}
