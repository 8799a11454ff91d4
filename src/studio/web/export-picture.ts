import type { Scene } from '../../draw/scene/scene.ts';
import { renderSvg } from '../../draw/svg/render-svg.ts';

/** Saves a picture as `eda diagram` would draw it. */
export function saveSvg(scene: Scene): void {
  save(new Blob([renderSvg(scene, { theme: 'auto' })], { type: 'image/svg+xml' }), `${scene.view}.svg`);
}

/** The same as a PNG of twice the size, in a theme. */
export async function savePng(scene: Scene, theme: 'light' | 'dark'): Promise<void> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([renderSvg(scene, { theme })], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const scale = Math.min(2, Math.sqrt(60_000_000 / (image.width * image.height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (blob !== null) save(blob, `${scene.view}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
