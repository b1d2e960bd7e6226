/** Sections of a report on detectors: average precision by class and by definition, and pictures. */
import type { Analysis } from "../analysis/analyze.ts";
import { sharePictures } from "../analysis/charts/mod.ts";
import { classTable, definitionTable } from "../analysis/detection_tables.ts";
import { testSetsIn } from "../analysis/test_sets.ts";
import { Html, markup } from "../io/html.ts";
import { htmlTable } from "./html_table.ts";
import { type DetectionPictures, drawDetections } from "./pictures.ts";

/** Renders average precision by class. */
export function classSection(analysis: Analysis): Html {
  const tests = testSetsIn(analysis.arms);
  return markup`${
    tests.map((test) =>
      htmlTable(
        classTable(analysis, test),
        `Average precision at an overlap of 0.5 (mean ± sample standard deviation)${
          tests.length > 1 ? ` on ${test.name}` : ""
        }, %`,
      )
    )
  }`;
}

/** Renders mean average precision by each published definition. */
export function definitionSection(analysis: Analysis): Html {
  return markup`${
    htmlTable(
      definitionTable(analysis),
      "Mean average precision at an overlap of 0.5, of the same detections, %",
    )
  }
<p class="small">All definitions start from the precision envelope. YOLOv5 takes its area by trapezoids between
101 points, COCO the mean of 101 points, VOC since 2010 the whole area, VOC until 2009 the mean of 11 points.
All other numbers in this report follow YOLOv5’s definition, which ignores difficult objects.</p>`;
}

/** Renders pictures of test images with the true boxes and each arm's detections side by side. */
export function pictureSection(analysis: Analysis, pictures: readonly DetectionPictures[]): Html {
  const section =
    markup`<p>Test images at fixed positions, not picked by result, with the true boxes (dashed) and the detections of
each method’s first seed with a score of at least 0.25.</p>
${
      pictures.map((one) => {
        const columns = drawDetections(analysis, one);
        return markup`${pictures.length > 1 && markup`<h3>${one.title}</h3>`}
<div class="scroll" tabindex="0" role="region" aria-label="${`Boxes in images of ${one.title}`}">
<table class="pictures"><thead><tr>${
          columns.map(({ title }) => markup`<th scope="col">${title}</th>`)
        }</tr></thead>
<tbody>
${
          one.rows.map((row, k) =>
            markup`<tr>${
              columns.map(({ title, svgs }) => markup`<td>${picture(svgs[k]!, title, row)}</td>`)
            }</tr>\n`
          )
        }</tbody></table></div>`;
      })
    }`;
  return new Html(sharePictures(section.text, "detections")); // all columns show the same images
}

/** Embeds an SVG document in a page, with a label for screen readers. */
const picture = (svg: string, title: string, row: number): Html =>
  new Html(
    svg.replace(/^<svg /, markup`<svg role="img" aria-label="${`${title}, test image ${row}`}" `.text),
  );
