import assert from "node:assert/strict";
import { chooseOne, closestName } from "../src/suggest.ts";
import { cbmHere } from "./end_to_end/in_process.ts";

Deno.test("closestName() finds swapped, missing, extra and wrong letters, in either case", () => {
  const names = ["sobel", "entropy", "resnet18", "linear-repeat"];
  for (const word of ["sobl", "sobell", "SOBEL", "soble", "zobel"]) {
    assert.equal(closestName(word, names), "sobel", word);
  }
  assert.equal(closestName("resnet", names), "resnet18");
  for (const word of ["", "edges", "mnist"]) assert.equal(closestName(word, names), undefined, word);
  assert.equal(chooseOne("edges", ["sobel", "entropy"]), 'choose one of "sobel" and "entropy"');
});

Deno.test("every mistyped name gets a suggestion", async () => {
  const train = ["train", "--out", "/tmp/nowhere"], reproduce = ["reproduce", "--out", "/tmp/nowhere"];
  const mistakes: [string, ...string[]][] = [
    ["cbm", ...train, "--method", "cmb"],
    ["resnet18", ...train, "--model", "resnt18"],
    ["cifar10", ...train, "--dataset", "cifar"],
    ["salience", ...train, "--method", "cbm:saliense=sobel"],
    ["sobel", ...train, "--method", "cbm:salience=sobl"],
    ["linear-repeat", ...train, "--method", "cbm:schedule=linear-repaet"],
    ["linear-repeat", "schedule", "--name", "linear-repat", "--epochs", "5"],
    ["adamax", ...train, "--optimizer", "adamx"],
    ["cosine", ...train, "--lr-schedule", "cosin"],
    ["flip", ...train, "--augment", "filp"],
    ["wasm", ...train, "--backend", "wasn"],
    ["resnet18-cifar10", ...train, "--recipe", "resnet18-cifar01"],
    ["schedules", ...reproduce, "--table", "schedule"],
    ["quick", ...reproduce, "--profile", "quik"],
    ["slurm", ...reproduce, "--executor", "slrum"],
    ["method", "new", "methd", "mine"],
    ["--epochs", ...train, "--epoch", "3"],
    ["train", "trian"],
    ["bf16", ...train, "--precision", "bf61"],
  ];
  for (const [meant, ...args] of mistakes) {
    const { code, stderr } = await cbmHere(args);
    assert.equal(code, 2, `${args.join(" ")}\n${stderr}`);
    assert.match(stderr, new RegExp(`[Dd]id you mean "?${meant}"?\\?`), args.join(" "));
  }
});
