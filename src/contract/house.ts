/** Accounts of the house: in the book and on the tape like anybody's, grouped and set apart where accounts are compared. */

/** Reserved for the crowd: no other account starts with it. */
export const CROWD_PREFIX = 'crowd.';
