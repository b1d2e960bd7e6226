/** `cbm mask`: images with some of their salient patches hidden. */
import type { Command } from "commander";
import { parseNumber, printJson, say } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("mask")
    .description("Hide patches of images, drawn by their salience.")
    .requiredOption("--images <file>", ".npy: uint8 [N, height, width, 3]")
    .requiredOption("--salience <file>", ".npy from `salience`: float32 [N, n·n]; its columns tell the grid")
    .requiredOption("--ratio <share>", "the share of patches to hide, 0 ≤ ratio < 1", parseNumber())
    .option("--seed <n>", "of the random draws", parseNumber({ integer: true }), 1)
    .requiredOption("--out <file>", ".npy: the masked images, uint8, hidden pixels 128")
    .option("--quiet", "say nothing")
    .option("--json", "print what was written as JSON")
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
