import { useEffect, useState } from 'preact/hooks';

/** Screens below this are for reading: of the device, since who enlarges a page on a large one goes on editing. */
const narrow = '(max-device-width: 899px)';

/** Whether the screen is too narrow to change a design on. */
export function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(narrow).matches);
  useEffect(() => {
    const screen = matchMedia(narrow);
    const look = (): void => setNarrow(screen.matches);
    screen.addEventListener('change', look);
    return () => screen.removeEventListener('change', look);
  }, []);
  return isNarrow;
}
