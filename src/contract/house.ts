/** Accounts of the house: in the book and on the tape like anybody's, grouped and set apart where accounts are compared. */

/** Reserved for the crowd: the account of nobody else begins with it. */
export const CROWD_PREFIX = 'crowd.';
