/** A record that its handler hands back is not complete: it comes again after this stay in the group, here or elsewhere. */
export type HandlerEnd = 'finished' | 'handed back';
