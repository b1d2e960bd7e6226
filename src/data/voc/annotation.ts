/** Reads annotations in the XML of PASCAL VOC. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { InputError } from "../../errors.ts";

/** An annotated object. */
export interface VocObject {
  /** The name of the class. */
  readonly name: string;
  readonly difficult: boolean;
  /** Edges in pixels, counted from 0; VOC's own count from 1 and include the last row and column. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

/** The annotation of an image. */
export interface VocAnnotation {
  /** The image's size; undefined if the annotation omits it or gives 0. */
  readonly size: { readonly height: number; readonly width: number } | undefined;
  readonly objects: readonly VocObject[];
}

/** A parser that keeps texts unchanged and always reads objects as a list. */
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === "object" });

type Element = Readonly<Record<string, unknown>>;

const element = (parent: unknown, name: string): unknown =>
  typeof parent === "object" && parent !== null ? (parent as Element)[name] : undefined;

/** Reads a finite number from an element; the error names the element. */
function numberIn(parent: unknown, name: string, where: string): number {
  const text = element(parent, name), value = Number(text);
  if (typeof text !== "string" || text.trim() === "" || !Number.isFinite(value)) {
    throw new InputError(
      `Cannot read ${where}: <${name}> is ${text === undefined ? "missing" : `"${text}"`}`,
    );
  }
  return value;
}

function readObject(object: unknown, where: string): VocObject {
  const name = element(object, "name");
  if (typeof name !== "string" || name === "") {
    throw new InputError(`Cannot read ${where}: the name of its class, <name>, is missing`);
  }
  const bounds = element(object, "bndbox"), at = `the box of ${where} ("${name}")`;
  const [left, top, right, bottom] = ["xmin", "ymin", "xmax", "ymax"].map((edge) =>
    numberIn(bounds, edge, at)
  );
  return {
    name,
    difficult: String(element(object, "difficult") ?? "0").trim() === "1",
    box: [left! - 1, top! - 1, right!, bottom!],
  };
}

/**
 * Reads an annotation in the XML of PASCAL VOC.
 *
 * @param xml its text
 * @param source its name in error messages, such as its path
 * @returns the image's size and its objects
 * @throws {InputError} naming an element that is missing or not a number
 *
 * @example
 * ```ts
 * import { parseAnnotation } from "./annotation.ts";
 *
 * const { objects } = parseAnnotation(`<annotation><object><name>cat</name><bndbox>
 *   <xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>20</ymax></bndbox></object></annotation>`, "cat.xml");
 * console.assert(objects[0]?.name === "cat" && objects[0].box.join() === "0,0,10,20");
 * ```
 */
export function parseAnnotation(xml: string, source: string): VocAnnotation {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) {
    throw new InputError(`Cannot read ${source}: line ${valid.err.line} is not XML: ${valid.err.msg}`);
  }
  const annotation = element(parser.parse(xml), "annotation");
  if (annotation === undefined) throw new InputError(`Cannot read ${source}: it has no <annotation>`);
  const list = element(annotation, "object"), size = element(annotation, "size");
  const width = Number(element(size, "width") ?? 0), height = Number(element(size, "height") ?? 0);
  return {
    size: width > 0 && height > 0 ? { width, height } : undefined,
    objects: Array.isArray(list)
      ? list.map((object, index) => readObject(object, `object ${index + 1} in ${source}`))
      : [],
  };
}
