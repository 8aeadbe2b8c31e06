/** Style sheets are bundled, and bring nothing into the code. */
declare module '*.css';
