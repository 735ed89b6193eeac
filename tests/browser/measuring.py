"""What scripts in the page measure for the tests of access: contrast, crowding, focus, names."""

# A color as the canvas shows it, in whatever notation; the contrast of two by WCAG 2.
CONTRAST = """
const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
const rgba = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
};
const luminance = color => {
    const [r, g, b] = rgba(color).slice(0, 3).map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
};
const behind = element => {
    for (let at = element; at; at = at.parentElement) {
        const {backgroundColor} = getComputedStyle(at);
        if (rgba(backgroundColor)[3] > 127) return backgroundColor;
    }
    return 'Canvas';
};
"""

# The place of the focus in the page, and what is wrong with how it is seen: nothing, best.
FOCUS = f"""() => {{
    {CONTRAST}
    const focused = document.activeElement;
    if (focused === document.body) return null;
    const outlined = [focused, focused.nextElementSibling].find(element => {{
        if (!element) return false;
        const {{outlineStyle, outlineWidth}} = getComputedStyle(element);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    }});
    const name = focused.id || focused.textContent.trim().slice(0, 40);
    if (!outlined) return [name, ['no outline']];
    const wrong = [];
    const {{outlineColor}} = getComputedStyle(outlined);
    const ratio = contrast(outlineColor, behind(outlined.parentElement));
    if (ratio < 3) wrong.push(`outline ${{ratio.toFixed(2)}}:1`);
    const rects = [...outlined.getClientRects()].filter(({{width, height}}) => width && height);
    const own = focused.closest('label') ?? outlined;
    for (const {{left, right, top, bottom}} of rects) {{
        for (const [x, y] of [[left, top], [right, top], [left, bottom], [right, bottom]]) {{
            const at = [x === left ? x + 4 : x - 4, y === top ? y + 4 : y - 4];
            const hit = document.elementFromPoint(...at);
            if (!hit || !(own.contains(hit) || hit.contains(own))) {{
                wrong.push(`covered by ${{hit?.className || hit?.tagName || 'the edge'}}`);
            }}
        }}
    }}
    return [name, wrong];
}}"""

# Words that run out of the screen or their button, or over other words. What sticks to an edge of
# the screen lies over others on purpose. Of a table that scrolls by itself, only the part it shows
# counts. The box of a large count is taller than its line, its digits are not. Words of a plot may
# touch each other where letters are spaced: the table beside it says the same.
CROWDING = """() => {
    const found = [];
    const words = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!node.data.trim() || parent.closest('.visually-hidden, .skip-link, script')) continue;
        if (!parent.checkVisibility({checkVisibilityCSS: true, checkOpacity: true})) continue;
        if (parent.closest('.grid-rated .cell legend') && innerWidth >= 960) continue;
        if (parent.closest('.grid-rated .option-label') && innerWidth >= 960) continue;
        range.selectNodeContents(node);
        const bar = parent.closest('.walk, .grid-head, .translation-bar');
        const sticks = bar !== null && getComputedStyle(bar).position === 'sticky';
        const box = parent.closest('.option-face, .button')?.getBoundingClientRect();
        const pane = parent.closest('.table-wrap')?.getBoundingClientRect();
        const count = parent.closest('.figures dd');
        const line = count ? parseFloat(getComputedStyle(count).lineHeight) : Infinity;
        const inPlot = parent.closest('.plot') !== null;
        for (const rect of range.getClientRects()) {
            const spare = Math.max(0, (rect.height - line) / 2);
            const left = Math.max(rect.left, pane?.left ?? -Infinity);
            const right = Math.min(rect.right, pane?.right ?? Infinity);
            const top = Math.max(rect.top + spare, pane?.top ?? -Infinity);
            const bottom = Math.min(rect.bottom - spare, pane?.bottom ?? Infinity);
            if (right - left < 2 || bottom <= top) continue;
            if (left < -1 || right > innerWidth + 1) found.push(['off the screen', node.data]);
            if (box && !parent.closest('.option-anchor')
                && (left < box.left - 1 || right > box.right + 1
                    || top < box.top - 2 || bottom > box.bottom + 2)) {
                found.push(['out of its button', node.data]);
            }
            words.push({node, sticks, inPlot, left, right, top, bottom});
        }
    }
    words.forEach((one, place) => words.slice(place + 1).forEach(other => {
        if (one.node === other.node || one.sticks || other.sticks) return;
        if (one.inPlot && other.inPlot) return;
        const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (width > 2 && height > 5) found.push(['over', one.node.data, other.node.data]);
    }));
    return found.map(words => words.map(word => word.trim().slice(0, 40)));
}"""

# What moves: elements with an animation or a transition, and whether the page scrolls smoothly.
MOVING = """() => {
    const moves = [...document.querySelectorAll('*')].flatMap(element =>
        ['', '::before', '::after'].map(part => getComputedStyle(element, part))
    ).filter(({transitionDuration, animationName}) =>
        animationName !== 'none' || transitionDuration.split(',').some(time => parseFloat(time)));
    return [moves.length, getComputedStyle(document.documentElement).scrollBehavior];
}"""

# Each drawn button of a grid: whether it is chosen, the signs that say so other than by color, and
# the contrast of that sign, or of its outline where it is not.
SIGNS = f"""() => {{
    {CONTRAST}
    return [...document.querySelectorAll('.option input')].map(input => {{
        const face = input.nextElementSibling;
        const [tick, disc] = ['::before', '::after'].map(part => getComputedStyle(face, part));
        const isDisc = disc.content !== 'none';
        const edge = isDisc ? disc.borderTopColor : getComputedStyle(face).borderTopColor;
        const page = behind(face.parentElement);
        const hasTick = tick.content.includes('✓') && tick.display !== 'none';
        const isFull = isDisc && rgba(disc.backgroundColor)[3] > 127;
        const sign = isDisc ? disc.backgroundColor : tick.color;
        const ratio = input.checked ? contrast(sign, behind(face)) : contrast(edge, page);
        return [input.checked, hasTick || isFull, ratio];
    }});
}}"""

# Shown words of each control, in the order of the page.
SHOWN = """selector => [...document.querySelectorAll(selector)]
    .filter(control => control.checkVisibility({checkVisibilityCSS: true}))
    .map(control => {
        const label = control.labels?.[0]?.querySelector('.option-label') ?? control;
        const copy = label.cloneNode(true);
        copy.querySelectorAll('.visually-hidden').forEach(hidden => hidden.remove());
        return copy.textContent.replace(/\\s+/g, ' ').trim();
    })"""
