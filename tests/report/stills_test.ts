import assert from "node:assert/strict";
import sharp from "sharp";
import { accuracyByEpoch } from "../../src/analysis/mod.ts";
import { renderFormulas } from "../../src/report/formulas.ts";
import { makeStills } from "../../src/report/stills.ts";
import { made } from "../analysis/made_up_analysis.ts";

Deno.test("makeStills() replaces charts and drawings by pictures, and leaves other outputs", async () => {
  const chart = { "application/vnd.vegalite.v5+json": accuracyByEpoch(made()).spec, "text/plain": "a chart" };
  const drawing = {
    "image/svg+xml": [
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">',
      '<rect width="9" height="9"/></svg>',
    ],
  };
  const data: Record<string, unknown>[] = [{ ...chart }, { ...drawing }, {
    "text/html": "<p>",
    "text/plain": "text",
  }];
  const cells = [{ cell_type: "code", source: "", outputs: [...data.map((data) => ({ data })), {}] }];
  await makeStills({ cells });
  assert.deepEqual(data.map((bundle) => Object.keys(bundle)), [
    ["text/plain", "image/png"],
    ["image/png"],
    ["text/html", "text/plain"],
  ]);
  const { width, height } = await sharp(Uint8Array.fromBase64(String(data[1]!["image/png"]))).metadata();
  assert.deepEqual([width, height], [20, 10]);
});

Deno.test("renderFormulas() gives MathML for formulas in text, and leaves code alone", async () => {
  const source = [
    "A share $p_i$, `$x$` and $5 or\n",
    "\n",
    "$$\n",
    "\\frac{a}{b}\n",
    "$$\n",
    "\n",
    "    let $y = $z;\n",
  ];
  const code = "const text = `${one} and ${two}`;";
  const cells = [{ cell_type: "markdown", source }, { cell_type: "code", source: code }];
  const notebook: { cells: { cell_type: string; source: string | string[] }[] } = { cells };
  await renderFormulas(notebook);
  const text = String(notebook.cells[0]!.source);
  assert.match(text, /^A share <math><msub>.*<\/math>, `\$x\$` and \$5 or$/m);
  assert.match(text, /^<math display="block".*<mfrac>.*<\/math>$/m);
  assert.match(text, /^ {4}let \$y = \$z;$/m);
  assert.equal(notebook.cells[1]!.source, code);
});
