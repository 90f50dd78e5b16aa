import { useEffect } from 'react';
import { useFeed } from '../feed/use-feed.ts';
import { usePitStore } from '../pit/pit-store.ts';
import { useUi } from '../ui/ui-store.ts';
import { AlertWatch } from './alerts.ts';
import { playAlert } from './alert-sound.ts';
import { drawingSession, drawingsOf, removeDrawing } from './drawings.ts';
import { showAlert } from './fired-alerts.ts';

/** Watches the alerts for as long as the window exists, whatever it shows. */
export function useAlerts(): void {
  const feed = useFeed();
  const pit = usePitStore();
  useEffect(() => {
    const watch = new AlertWatch();
    let market = feed.market;
    let epoch: string | undefined;
    return feed.schedule.subscribe(() => {
      const { replica } = feed.market;
      if (market !== feed.market || epoch !== replica.status?.epoch) watch.begin(replica.trades);
      market = feed.market;
      epoch = replica.status?.epoch;
      const session = drawingSession(pit.getState(), feed);
      const fired = watch.check(drawingsOf(session), replica.trades, replica, replica.markets);
      for (const { drawing, text } of fired) {
        showAlert(text);
        if (drawing.kind === 'price-alert') removeDrawing(session, drawing.id);
      }
      if (fired.length > 0 && useUi.getState().alertSound) playAlert();
    });
  }, [feed, pit]);
}
