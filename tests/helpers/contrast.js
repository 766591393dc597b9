// The contrast of every text on the page with what lies behind it, computed as WCAG 2.2 does.
// Behind a text of a drawing lies the last shape that was painted before it and holds its middle; else what HTML paints there.
(() => {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const clear = (colour) => !colour || colour === "none" || (channels(colour).length === 4 && channels(colour)[3] === 0);
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const behindHtml = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!(at instanceof SVGElement) && !clear(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const behindSvg = (text) => {
    const box = text.getBoundingClientRect(), svg = text.ownerSVGElement;
    const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
    let found = null;
    for (const shape of svg.querySelectorAll("path, polygon, rect, ellipse, circle")) {
      if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
      const fill = getComputedStyle(shape).fill;
      if (!clear(fill) && shape.isPointInFill(middle.matrixTransform(shape.getScreenCTM().inverse()))) found = fill;
    }
    return found ?? behindHtml(svg);
  };
  const weak = [];
  let seen = 0;
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim()).join("");
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!own || ["SCRIPT", "STYLE", "title"].includes(element.tagName) || !box.width || style.visibility === "hidden") continue;
    seen += 1;
    const drawn = element instanceof SVGElement, ink = drawn ? style.fill : style.color;
    const behind = drawn ? behindSvg(element) : behindHtml(element), ratio = contrast(ink, behind);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) weak.push(`${own.slice(0, 30)}: ${ink} on ${behind} is ${ratio.toFixed(2)}`);
  }
  return { seen, weak };
})()
