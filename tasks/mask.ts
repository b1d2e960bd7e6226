/** `cbm mask`: images with hidden salient patches. */
import type { Command } from "commander";
import { parseNumber, printJson, say } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("mask")
    .description("Hide patches of images, drawn at random by salience.")
    .requiredOption("--images <file>", "images, .npy: uint8 [N, height, width, 3]")
    .requiredOption("--salience <file>", "output of `salience`, .npy: float32 [N, n·n] for an n×n grid")
    .requiredOption("--ratio <share>", "share of patches to hide, 0 ≤ ratio < 1", parseNumber())
    .option("--seed <n>", "seed of the random draws", parseNumber({ integer: true }), 1)
    .requiredOption("--out <file>", "masked images, .npy: uint8, hidden pixels 128")
    .option("--quiet", "print nothing")
    .option("--json", "print a summary as JSON")
    .action(async (options) => {
      const { maskFile } = await import("../src/masking/mod.ts");
      const { images, patches, hidden } = await maskFile(options);
      if (options.json) return printJson({ out: options.out, images, patches, hidden });
      say(
        options,
        `${images} images, ${hidden} of ${patches * patches} patches hidden in each, in ${options.out}`,
      );
    });
}
