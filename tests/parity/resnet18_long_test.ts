/** ResNet-18 of the published width against PyTorch. */
import { testResNet18 } from "./resnet18.ts";

testResNet18("resnet18");
