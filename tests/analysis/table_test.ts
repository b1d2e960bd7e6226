import { from, table } from "arquero";
import assert from "node:assert/strict";
import {
  type Analysis,
  mcnemarTable,
  printedColumns,
  readableTable,
  resultTable,
  toCsv,
  toLatex,
  toMarkdown,
  toText,
} from "../../src/analysis/mod.ts";
import { made } from "./made_up_analysis.ts";

const analysis: Analysis = made();

Deno.test("readableTable() has a row per arm and comparison, without repeating the arm", () => {
  assert.deepEqual(readableTable(analysis).objects(), [
    {
      "Method": "conventional",
      "Seeds": "2",
      "Accuracy %": "50.00 ± 7.07",
      "Against": "",
      "Gain, points": "",
      "95% interval": "",
      "p": "",
      "p (Holm)": "",
      "Verdict": "",
      "p (t)": "",
      "p (Wilcoxon)": "",
      "Effect size": "",
      "Detectable": "",
    },
    {
      "Method": "cbm",
      "Seeds": "2",
      "Accuracy %": "75.00 ± 7.07",
      "Against": "conventional",
      "Gain, points": "+25.00",
      "95% interval": "[−1.50, +51.25]",
      "p": "< 0.001",
      "p (Holm)": "0.002",
      "Verdict": "too few seeds to claim",
      "p (t)": "0.042",
      "p (Wilcoxon)": "0.500",
      "Effect size": "1.24",
      "Detectable": "none",
    },
    {
      "Method": "",
      "Seeds": "",
      "Accuracy %": "",
      "Against": "random",
      "Gain, points": "−5.00",
      "95% interval": "–",
      "p": "–",
      "p (Holm)": "–",
      "Verdict": "not significant",
      "p (t)": "–",
      "p (Wilcoxon)": "–",
      "Effect size": "–",
      "Detectable": "none",
    },
    {
      "Method": "random",
      "Seeds": "1",
      "Accuracy %": "80.00",
      "Against": "",
      "Gain, points": "",
      "95% interval": "",
      "p": "",
      "p (Holm)": "",
      "Verdict": "",
      "p (t)": "",
      "p (Wilcoxon)": "",
      "Effect size": "",
      "Detectable": "",
    },
  ]);
});

Deno.test("resultTable() gives plain numbers for the CSV, empty where there is none", () => {
  assert.equal(
    toCsv(resultTable(analysis)),
    "arm,method,seeds,accuracy_mean,accuracy_sd,best_epoch_accuracy_mean,metric,selection,against,paired_seeds,gain," +
      "gain_low,gain_high,p,p_holm,percentile_low,percentile_high,percentile_p," +
      "t,t_p,wilcoxon_p,effect_size,detectable_gain,verdict\n" +
      "conventional,conventional,2,50,7.071068,60,accuracy,last,,,,,,,,,,,,,,,,\n" +
      'cbm,"cbm:max=0.4,min=0.07",2,75,7.071068,80,accuracy,last,conventional,2,25,-1.5,51.25,0.0008,0.0016,5,45,0.0004,' +
      "3.5,0.0421,0.5,1.239,,too few seeds to claim\n" +
      'cbm,"cbm:max=0.4,min=0.07",2,75,7.071068,80,accuracy,last,random,1,-5,,,,,,,,,,,,,not significant\n' +
      "random,cbm:salience=uniform,1,80,,80,accuracy,last,,,,,,,,,,,,,,,,\n",
  );
});

Deno.test("readableTable() marks what is significant with a star, in every format", () => {
  const [comparison] = analysis.comparisons;
  const table = readableTable(made({ comparisons: [{ ...comparison!, verdict: "significant at 0.05" }] }));
  assert.equal(table.get("Gain, points", 1), "+25.00*");
  assert.match(toMarkdown(table), / \+25\.00\\\* \|/);
  assert.match(toLatex(table), /& \+25\.00\* &/);
});

Deno.test("the tables give the detectable gain if the design can claim one", () => {
  const [comparison] = analysis.comparisons, { overSeeds } = comparison!;
  const comparisons = [{ ...comparison!, overSeeds: { ...overSeeds, detectable: 0.1235 } }];
  const enough = made({ comparisons, minimumSeeds: 2 });
  assert.equal(readableTable(enough).get("Detectable", 1), "12.35");
  assert.equal(resultTable(enough).get("detectable_gain", 1), 12.35);
  assert.match(
    toMarkdown(readableTable(analysis)),
    /\| Detectable \|\n(?:\|[^|]*)*\| -+: \|\n/,
    "to the right",
  );
});

Deno.test("mcnemarTable() has a row per comparison and seed", () => {
  const rows = mcnemarTable(analysis).objects();
  assert.equal(rows.length, 3);
  assert.deepEqual(rows[0], {
    "Comparison": "cbm against conventional",
    "Seed": "1",
    "Accuracy %": "70.00 / 45.00",
    "Gain, points": "+25.00",
    "Only first correct": "6",
    "Only second correct": "1",
    "p, exact": "0.125",
    "χ² (corrected)": "2.29",
    "p, χ²": "0.131",
  });
});

const hostile = table({ "a|b": ["x,y", 'say "hi"', "two\nlines", null], "n_1": [1, -2.5, 3, null] });

Deno.test("toCsv() disarms texts that a spreadsheet would run, and leaves numbers alone", () => {
  const texts = from([
    { text: '=HYPERLINK("x")', number: -2.5 },
    { text: "@sum", number: 1e-7 },
    { text: "-cbm", number: 3 },
    { text: "+0.67", number: -1 },
    { text: "\tx", number: 0 },
  ]);
  assert.equal(
    toCsv(texts),
    `text,number\n"'=HYPERLINK(""x"")",-2.5\n'@sum,1e-7\n'-cbm,3\n+0.67,-1\n'\tx,0\n`,
  );
});

Deno.test("toCsv() quotes fields that need it", () => {
  assert.equal(toCsv(hostile), 'a|b,n_1\n"x,y",1\n"say ""hi""",-2.5\n"two\nlines",3\n,\n');
});

Deno.test("toMarkdown() aligns, escapes, and keeps a row on one line", () => {
  assert.equal(
    toMarkdown(hostile),
    [
      "| a\\|b      | n\\_1 |",
      "| --------- | ---: |",
      "| x,y       |    1 |",
      '| say "hi"  | -2.5 |',
      "| two lines |    3 |",
      "|           |      |",
      "",
    ].join("\n"),
  );
  assert.match(
    toMarkdown(table({ a: ["<script>", "[x](http://y)", "< 0.001"] })),
    /\\<script>.*\[x\]\\\(http.*\| < 0.001/s,
  );
});

Deno.test("toLatex() writes a booktabs table with every command character escaped", () => {
  const tex = toLatex(table({ "A_b %": ["50 ± 1", "[−1, +2]"], "c & d": ["x\\y{}", "#~^$"] }), {
    caption: "100% & more",
  });
  assert.equal(
    tex,
    [
      "% needs \\usepackage{booktabs,graphicx}",
      "\\begin{table}",
      "\\centering",
      "\\caption{100\\% \\& more}",
      "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%",
      "\\begin{tabular}{rl}",
      "  \\toprule",
      "  A\\_b \\% & c \\& d \\\\",
      "  \\midrule",
      "  50 $\\pm$ 1 & x\\textbackslash{}y\\{\\} \\\\",
      "  {[}$-$1, +2] & \\#\\textasciitilde{}\\textasciicircum{}\\$ \\\\",
      "  \\bottomrule",
      "\\end{tabular}}",
      "\\end{table}",
      "",
    ].join("\n"),
  );
});

Deno.test("the printed table has the essential columns, and its note below instead of in the caption", () => {
  const note = "Means [of 100% & more] * = significant";
  const tex = toLatex(printedColumns(readableTable(analysis)), { caption: "Title", note });
  const [head, ...rows] = tex.split("\n").filter((line) => line.endsWith(" \\\\"));
  assert.equal(
    head?.trim(),
    "Method & Seeds & Accuracy \\% & Against & Gain, points & 95\\% interval & p (Holm) \\\\",
  );
  assert.equal(rows.length, readableTable(analysis).numRows());
  const columns = /begin\{tabular\}\{([lr]+)\}/.exec(tex)?.[1]?.length;
  for (const row of [head!, ...rows]) assert.equal(row.split(/(?<!\\)&/).length, columns, row);
  const open: string[] = [];
  for (const [, word, name] of tex.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
    if (word === "begin") open.push(name!);
    else assert.equal(open.pop(), name);
  }
  assert.deepEqual(open, []);
  const braces = tex.replaceAll(/\\[{}]/g, "");
  assert.equal(braces.split("{").length, braces.split("}").length);
  assert.ok(
    tex.includes("\\caption{Title}") &&
      tex.indexOf("Means [of 100\\% \\& more]") > tex.indexOf("end{tabular}"),
  );
});

Deno.test("toText() aligns numbers to the right", () => {
  assert.equal(
    toText(table({ arm: ["cbm", "random"], gain: ["+1.0", "−12.5"] })),
    "arm      gain\n──────  ─────\ncbm      +1.0\nrandom  −12.5\n",
  );
});
