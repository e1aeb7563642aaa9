/* global Figures, Reveal */
{
  const SIZE = { width: 1240, height: 700 };
  const LARGEST = 26;
  const SMALLEST = 13;
  /** How much taller than it asks a figure may become. */
  const TALLER = 1.6;

  const overflows = (box) =>
    box.scrollHeight > box.clientHeight + 1 ||
    [...box.querySelectorAll('pre')].some((pre) => pre.scrollWidth > pre.clientWidth + 1);

  /** Text that is too long for its slide becomes smaller, down to what a class can still read; then it scrolls. */
  function shrink(box) {
    let size = LARGEST;
    while (overflows(box) && size > SMALLEST) {
      size -= 1;
      box.style.setProperty('--size', `${size}px`);
    }
    box.classList.toggle('scrolls', box.scrollHeight > box.clientHeight + 1);
  }

  /** A figure keeps its proportions inside what the rest of the slide leaves it; its text is legible from the back. */
  function size({ width, height, font }, figure) {
    const others = [...figure.parentElement.children, ...figure.closest('section').children].filter(
      (element) => !element.contains(figure),
    );
    const taken = others.reduce((sum, element) => sum + element.offsetHeight + 16, 0);
    const box = { width: SIZE.width - 40, height: Math.max(300, SIZE.height - taken - 20) };
    const larger = { font: { ...font, size: Math.max(15, font?.size ?? 0) } };
    if (!width || !height) {
      // A figure of one bar does not grow into a wall.
      const tallest = height ? Math.round(TALLER * height) : box.height;
      return { ...larger, width: Math.min(width ?? box.width, box.width), height: Math.min(box.height, tallest) };
    }
    const scale = Math.min(box.width / width, box.height / height, 1.3);
    return { ...larger, width: Math.round(width * scale), height: Math.round(height * scale) };
  }

  /** A figure can only be drawn at its right size while its slide is shown. */
  function show(slide) {
    for (const box of slide.querySelectorAll('.fit')) if (!box.querySelector('.figure')) shrink(box);
    for (const figure of slide.querySelectorAll('.figure')) Figures.draw(figure, size);
  }

  Reveal.initialize({ ...SIZE, margin: 0.03, center: false, hash: true, transition: 'none' }).then(() => {
    show(Reveal.getCurrentSlide());
    document.documentElement.dataset.slides = 'ready';
  });
  Reveal.on('slidechanged', ({ currentSlide }) => show(currentSlide));
}
