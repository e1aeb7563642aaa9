// Before MathJax: nothing of it is fetched, so no menu and no further extension.
window.MathJax = {
  tex: {
    inlineMath: [
      ['$', '$'],
      ['\\(', '\\)'],
    ],
    displayMath: [
      ['$$', '$$'],
      ['\\[', '\\]'],
    ],
    processEscapes: true,
  },
  svg: { fontCache: 'global' },
  options: { enableMenu: false, ignoreHtmlClass: 'code|html|figure|text|bar' },
  startup: {
    pageReady: () =>
      window.MathJax.startup.defaultPageReady().then(() => {
        document.documentElement.dataset.math = 'ready';
      }),
  },
};
