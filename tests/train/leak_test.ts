import { checkFlat } from "./leak.ts";

Deno.test("500 training steps on wasm leave the number of tensors and the resident memory flat", async () => {
  await checkFlat("wasm");
});
