/** What is dropped on an element. */
export function listenToDrops(place: HTMLElement, read: (content: Blob | undefined) => void): void {
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.toggle('over', name === 'dragenter' || name === 'dragover');
    });
  }
  place.addEventListener('drop', (event) => read(event.dataTransfer?.files[0]));
}
