/** Hands on what it hears, block by block; as a data: URL, as a page from a file may load no worklet of its own. */
const WORKLET = `registerProcessor('hand-on', class extends AudioWorkletProcessor {
  process([[samples]]) {
    if (samples) this.port.postMessage(samples);
    return true;
  }
});`;

/**
 * Listens, and asks about the last seconds again and again.
 * @returns what ends it.
 * @throws where there is no microphone, or it is not allowed.
 */
export async function record(
  { seconds, step }: { readonly seconds: number; readonly step: number },
  ask: (signal: Float32Array, rate: number) => void,
): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const context = new AudioContext();
  await context.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(WORKLET)}`);
  const rate = context.sampleRate;
  const heard = new Float32Array(Math.round(seconds * rate));
  let fresh = 0;
  const node = new AudioWorkletNode(context, 'hand-on');
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    heard.copyWithin(0, data.length);
    heard.set(data, heard.length - data.length);
    fresh += data.length;
    if (fresh < step * rate) return;
    fresh = 0;
    ask(heard.slice(), rate);
  };
  context.createMediaStreamSource(stream).connect(node);
  return () => {
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
}
