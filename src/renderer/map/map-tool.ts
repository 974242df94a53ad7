/** What a drag on a map does: move it, or mark an area. */
export type MapTool = 'move' | 'rectangle' | 'lasso';
