/** Annotations in the XML of PASCAL VOC. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { InputError } from "../../errors.ts";

/** An object as its annotation names it. */
export interface VocObject {
  /** The class. */
  readonly name: string;
  readonly difficult: boolean;
  /** Edges in pixels, from 0: VOC's own count from 1, and its last row and column belong to the box. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

/** What an annotation says of an image. */
export interface VocAnnotation {
  /** Undefined where it does not say, or says 0. */
  readonly size: { readonly height: number; readonly width: number } | undefined;
  readonly objects: readonly VocObject[];
}

/** The text of each element as it stands; what may occur several times is always a list. */
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === "object" });

type Element = Readonly<Record<string, unknown>>;

const element = (parent: unknown, name: string): unknown =>
  typeof parent === "object" && parent !== null ? (parent as Element)[name] : undefined;

/** A finite number in an element, or an error that names it. */
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
    throw new InputError(`Cannot read ${where}: its class, <name>, is missing`);
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
 * @param source what to call it in an error, such as its path
 * @returns the image's size and its objects
 * @throws {InputError} naming what is missing or no number
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
    throw new InputError(`Cannot read ${source}: line ${valid.err.line} is no XML: ${valid.err.msg}`);
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
