import { useEffect, useState } from 'preact/hooks';
import type { LiveFrame } from '../../api.ts';

/** The running system as it is told now and then; undefined while nobody looks. */
export function useLive(isOn: boolean): LiveFrame | undefined {
  const [frame, setFrame] = useState<LiveFrame>();
  useEffect(() => {
    if (!isOn) {
      setFrame(undefined);
      return;
    }
    const source = new EventSource('/api/live');
    source.addEventListener('live', (event) => setFrame(JSON.parse((event as MessageEvent<string>).data)));
    return () => source.close();
  }, [isOn]);
  return isOn ? frame : undefined;
}
