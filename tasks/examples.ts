/** The examples at the end of each command's `--help`. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  cbm: [
    "cbm reproduce",
    "cbm train --model resnet18:width=8 --epochs 10 --method cbm --out runs/cbm",
    "cbm report results/main-small --out report",
    "cbm train --help",
  ],
  salience: [
    "cbm salience --dataset emoji --out salience.npy",
    "cbm salience --images images.npy --measure entropy --patches 8 --out salience.npy",
  ],
  schedule: [
    "cbm schedule --name linear-repeat --epochs 40",
    "cbm schedule --name linear --max 0.6 --epochs 40 --json",
  ],
  mask: ["cbm mask --images images.npy --salience salience.npy --ratio 0.4 --out masked.npy"],
  predict: [
    "cbm predict --model resnet18:width=8 --classes 10 --weights w.safetensors --images images.npy --out logits.npy",
    "cbm predict --model yolov5n --classes 80 --weights w.pt --images images.npy --out boxes.json --draw boxes",
  ],
  train: [
    "cbm train --model resnet18:width=8 --epochs 10 --method cbm --out runs/cbm",
    "cbm train --recipe resnet18-cifar10 --data-dir DIR --backend tensorflow --out runs/published",
    "cbm train --model yolov5n --dataset scenes:size=128 --epochs 50 --out runs/boxes",
  ],
  evaluate: [
    "cbm evaluate --run runs/cbm",
    "cbm evaluate --model resnet18 --weights w.safetensors --dataset cifar10",
  ],
  export: ["cbm export --run runs/cbm --out web", "cbm export --run runs/cbm --out cbm.safetensors"],
  models: ["cbm models --summary", "cbm models --summary --model resnet18:width=16 --classes 100"],
  data: ["cbm data", "cbm data emoji", "cbm data cifar10 --data-dir DIR --verify"],
  reproduce: [
    "cbm reproduce",
    "cbm reproduce --table schedules --profile small --backend tensorflow",
    "cbm reproduce --method ./mine.ts --seeds 1,2,3,4,5",
  ],
  declare: [
    "cbm declare results/main-small --table main --profile small",
    'cbm declare runs --compare "cbm:random masking"',
  ],
  analyze: ["cbm analyze runs", "cbm analyze runs --compare cbm:conventional --json"],
  report: ["cbm report runs --out runs/report"],
  notebooks: ["cbm notebooks --out results/notebooks"],
  new: ["cbm new method my_method"],
  bench: [
    "cbm bench --model resnet18:width=16 --profile",
    'cbm bench --model resnet18 --peer "python3 peer.py"',
    "cbm bench --overhead",
  ],
  completions: ["cbm completions bash > ~/.local/share/bash-completion/completions/cbm"],
  doctor: ["cbm doctor"],
  setup: ["cbm setup", "cbm setup --device cpu"],
};

/** Formats the examples of a command; empty for a command without any. */
export function examplesOf(command: string): string {
  const lines = EXAMPLES[command] ?? [];
  return lines.length === 0 ? "" : `\nExamples:\n${lines.map((line) => `  deno task ${line}`).join("\n")}`;
}
