/** A narrow ResNet-18 against PyTorch; the full one is in resnet18_long_test.ts. */
import { testResNet18 } from "./resnet18.ts";

testResNet18("resnet18_narrow");
