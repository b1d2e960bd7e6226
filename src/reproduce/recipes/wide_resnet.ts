/**
 * Wide-ResNet from scratch, as published with Curriculum by Masking (CBM).
 *
 * The paper's "Wide-ResNet-50" is WRN-52-2. SGD at 0.1, a tenth from epochs 32, 62 and 92, batches of 64, no
 * augmentation; masking ratios in cycles of 5 epochs, up to 0.6036 on Food-101 and 0.4036 elsewhere.
 *
 *     deno task cbm train --recipe wide-resnet-cifar10 --data-dir DIR --out runs/wide-resnet-cifar10
 *     deno task cbm reproduce --table main --profile paper --recipe wide-resnet-cifar10 --data-dir DIR
 *
 * Cost of a run, reckoned at 54.5 GFLOP/s on a core (WRN-52-2 at 32 px, `training_speeds.ts`), and published accuracies
 * in percent. CBM's own numbers are not public as text. LeRaC's Table 2 is of the same laboratory and
 * network, five runs:
 *
 *     recipe                        FLOP    one core  conventional           CBS         LeRaC
 *     wide-resnet-cifar10        3.00e16    6.4 days  91.22 ± 0.24  89.05 ± 1.00  91.58 ± 0.16
 *     wide-resnet-cifar100       3.00e16    6.4 days  68.14 ± 0.16  65.73 ± 0.36  69.38 ± 0.26
 *     wide-resnet-tiny-imagenet  1.16e17   24.7 days  55.97 ± 0.30  48.30 ± 1.53  56.48 ± 0.60
 *     wide-resnet-food101        1.90e17   40.3 days
 *     wide-resnet50-2-imagenet   8.88e18  875.0 days  (at 117.4 GFLOP/s, see below)
 *
 * - CIFAR: the published code enlarges the images to 64 pixels before it measures salience.
 * - Tiny ImageNet: the published code leaves out a last batch that is not full; here it is trained on.
 * - Food-101: images at 64 pixels. We measure salience at 64 pixels too: the published code has 224 as
 *   committed, and 64 in a comment for networks other than CvT.
 * - ImageNet (ILSVRC 2012): the paper's abstract names it among its sets, and no more is known here; the
 *   published code has Tiny ImageNet alone. LeRaC, from the same laboratory, trains torchvision's Wide
 *   ResNet-50-2 on the first 200 classes (`imagenet:classes=200`) in crops of 224 pixels, with flips and
 *   jittered colours, by SGD at 0.1 in batches of 64 for 100 to 200 epochs. The rest is ours: all classes, no
 *   augmentation, and the published code's settings for Tiny ImageNet (ratios, 100 epochs, the steps of the
 *   rate, weight decay 0.0001). Its cost is reckoned at the rate of ResNet-18, whose convolutions are nearest
 *   in width.
 */
import { leracTable2 } from "../published.ts";
import { CBM_040, CBM_040_AT_64, CBM_060, configOf, recipesOf, sgd, SGD_STEPS } from "./recipe.ts";

const shared = configOf({ model: "wide_resnet", epochs: 200, learningRateSchedule: SGD_STEPS });

/** The recipes of Wide-ResNet. */
// deno-fmt-ignore
export const wideResnet = recipesOf(shared, [
  { name: "wide-resnet-cifar10", title: "Wide-ResNet-50 (WRN-52-2) on CIFAR-10",
    dataset: "cifar10", size: 32, macs: 469_157_120, method: CBM_040_AT_64, optimizer: sgd("0.0005"),
    published: leracTable2([91.22, 0.24], [89.05, 1.00], [91.58, 0.16]) },
  { name: "wide-resnet-cifar100", title: "Wide-ResNet-50 (WRN-52-2) on CIFAR-100",
    dataset: "cifar100", size: 32, macs: 469_168_640, method: CBM_040_AT_64, optimizer: sgd("0.0001"),
    published: leracTable2([68.14, 0.16], [65.73, 0.36], [69.38, 0.26]) },
  { name: "wide-resnet-tiny-imagenet", title: "Wide-ResNet-50 (WRN-52-2) on Tiny ImageNet",
    dataset: "tiny-imagenet", size: 64, macs: 1_876_648_960, method: CBM_040, epochs: 100,
    optimizer: sgd("0.0001"),
    published: leracTable2([55.97, 0.30], [48.30, 1.53], [56.48, 0.60]) },
  { name: "wide-resnet-food101", title: "Wide-ResNet-50 (WRN-52-2) on Food-101",
    dataset: "food101", size: 64, macs: 1_876_636_288, method: CBM_060, optimizer: sgd("0.0001") },
  { name: "wide-resnet50-2-imagenet", title: "Wide ResNet-50-2 on ImageNet", model: "wide_resnet50_2",
    dataset: "imagenet", size: 224, macs: 11_398_021_120, method: CBM_040, epochs: 100,
    optimizer: sgd("0.0001") },
]);
