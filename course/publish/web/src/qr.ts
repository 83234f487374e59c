/** Codes to scan, a script of its own: few readers ever ask for one. */
import { correction, generate } from "lean-qr";
import { toSvg } from "lean-qr/extras/svg";

/** The code of a text, dark on light in both themes: a camera reads it so. */
export function square(text: string): SVGElement {
  return toSvg(generate(text, { maxCorrectionLevel: correction.L }), document, { on: "#000", off: "#fff", padX: 4, padY: 4 });
}
