/** Scripts of this site that a page asks for when they are first wanted: script elements, so that a page opened from a folder has them too. */

const asked = new Map<string, Promise<boolean>>();

/** Whether the script at `place`, below the site's `root`, is there now; asked for once in a page. */
export function withScript(root: string, place: string): Promise<boolean> {
  const known = asked.get(place);
  if (known) return known;
  const fresh = new Promise<boolean>((settle) => {
    const script = document.createElement("script");
    script.src = root + place;
    script.onload = () => settle(true);
    script.onerror = () => settle(false);
    document.head.append(script);
  });
  asked.set(place, fresh);
  return fresh;
}
