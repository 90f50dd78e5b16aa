/** Two short tones. A browser permits them after the user has clicked in the page. */
const TONES = [
  { hertz: 880, at: 0 },
  { hertz: 1_175, at: 0.16 },
] as const;
const SECONDS = 0.14;
const VOLUME = 0.15;

let context: AudioContext | undefined;

export function playAlert(): void {
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  void context.resume();
  for (const { hertz, at } of TONES) {
    const [tone, gain] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = hertz;
    const [start, end] = [currentTime + at, currentTime + at + SECONDS];
    gain.gain.setValueAtTime(VOLUME, start);
    gain.gain.exponentialRampToValueAtTime(0.001, end);
    tone.connect(gain).connect(destination);
    tone.start(start);
    tone.stop(end);
  }
}
