/* global Figures */
{
  const button = document.getElementById('toggle-code');
  button.addEventListener('click', () => {
    const hidden = document.body.classList.toggle('without-code');
    button.textContent = hidden ? 'Afficher le code' : 'Masquer le code';
    button.setAttribute('aria-pressed', String(hidden));
  });

  Promise.all(Figures.all().map((figure) => Figures.draw(figure))).then(() => {
    document.documentElement.dataset.figures = 'drawn';
  });

  const fitAll = () => Figures.all().forEach(Figures.fit);
  let timer;
  addEventListener('resize', () => {
    clearTimeout(timer);
    timer = setTimeout(fitAll, 120);
  });
  addEventListener('beforeprint', () => {
    document.body.classList.add('printing');
    fitAll();
  });
  addEventListener('afterprint', () => {
    document.body.classList.remove('printing');
    fitAll();
  });
}
